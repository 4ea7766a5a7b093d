"""The one dispatcher of the process, with every router of `handlers/` attached."""

from __future__ import annotations

from functools import cache
from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED

from handlers import ROUTERS
from views.screen import Screen


@cache
def build_dispatcher() -> Dispatcher:
    """Attach the routers; the same dispatcher every time, because a router has one parent only.

    No FSM: the state of a conversation is in our tables, where it joins our transaction.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*ROUTERS)
    return dispatcher


def screens_of(answer: Any) -> tuple[Screen, ...]:
    """What a handler returned, as the messages to send: a screen, several, or none.

    Raises:
        TypeError: It returned something else, such as a bot method; handlers never do.

    """
    if answer is None or answer is UNHANDLED:
        return ()
    if isinstance(answer, Screen):
        later = (part for screen in answer.more for part in screens_of(screen))
        return (answer, *later)
    if isinstance(answer, tuple | list):
        return tuple(part for screen in answer for part in screens_of(screen))
    raise TypeError(f"a handler returned {type(answer).__name__}, not a Screen")
