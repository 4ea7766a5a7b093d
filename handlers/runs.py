"""A run, step by step: buttons, typed answers, files and places."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from handlers.filters import Focused, Pressed
from models import Focus
from services import focus as focuses
from services import runs
from services.form_library.library import Library
from services.runs import Press, Route, Submitted
from services.unit_of_work import UnitOfWork
from views import runs as view
from views.buttons import ResumeRun
from views.runs import buttons
from views.screen import File, Screen

router = Router(name="runs")
typed = Router(name="runs_typed")
"""Text, files and places for the run in focus; asked after every command and menu word."""

FILES = frozenset(
    {
        ContentType.PHOTO,
        ContentType.VOICE,
        ContentType.AUDIO,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.ANIMATION,
        ContentType.DOCUMENT,
    }
)
"""Messages that bring a file."""


def _press(action: buttons.RunAction) -> Press:
    return Press(action.run, action.revision)


async def resume(uow: UnitOfWork, library: Library) -> Screen | None:
    """The present screen of the run in focus, for whoever was left without a reply."""
    focus = await focuses.current(uow)
    if focus is None or focus.kind != focuses.FocusKind.RUN:
        return None
    return view.show(await runs.resume(uow, library, focus.object_id))


@router.callback_query(Pressed(ResumeRun))
async def go_on(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: ResumeRun
) -> Screen:
    """Go on with a run, from a list, a report or another device."""
    return view.show(await runs.resume(uow, library, action.run_id))


@router.callback_query(Pressed(buttons.Choose))
async def choose(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Choose
) -> Screen:
    """Take an option, or tick it."""
    standing = await runs.choose(uow, library, _press(action), action.option)
    return view.show(standing, action.option // view.PAGE if standing.stayed else 0)


@router.callback_query(Pressed(buttons.Give))
async def give(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Give
) -> Screen:
    """Take a ready value."""
    return view.show(await runs.give(uow, library, _press(action), action.value))


@router.callback_query(Pressed(buttons.SetPoint))
async def set_point(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.SetPoint
) -> Screen:
    """Set a yes/no point of a block."""
    press = _press(action)
    standing = await runs.set_point(uow, library, press, action.point, action.option)
    return view.show(standing, action.point // view.POINTS if standing.stayed else 0)


@router.callback_query(Pressed(buttons.OpenPoint))
async def open_point(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.OpenPoint
) -> Screen:
    """Open a point of a block."""
    return view.show(await runs.open_point(uow, library, _press(action), action.point))


@router.callback_query(Pressed(buttons.Fill))
async def fill(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Fill
) -> Screen:
    """The open points of the block, one after the other."""
    return view.show(await runs.fill(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.Done))
async def finish_screen(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Done
) -> Screen:
    """Leave the screen."""
    return view.show(await runs.done(uow, library, _press(action)), role=uow.who.role)


@router.callback_query(Pressed(buttons.NormalAll))
async def all_normal(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.NormalAll
) -> Screen:
    """The rest of this screen is normal."""
    return view.show(await runs.normal_all(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.Back))
async def go_back(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Back
) -> Screen:
    """One screen back."""
    return view.show(await runs.back(uow, library, _press(action)), role=uow.who.role)


@router.callback_query(Pressed(buttons.Skip))
async def skip(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Skip
) -> Screen:
    """Leave it unanswered."""
    return view.show(await runs.skip(uow, library, _press(action)), role=uow.who.role)


@router.callback_query(Pressed(buttons.Clear))
async def clear(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Clear
) -> Screen:
    """Begin this answer anew."""
    return view.show(await runs.clear(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.GoTo))
async def go_to(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.GoTo
) -> Screen:
    """To any screen."""
    return view.show(await runs.goto(uow, library, _press(action), action.screen))


@router.callback_query(Pressed(buttons.Options))
async def turn_options(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Options
) -> Screen:
    """Another page of options."""
    standing = await runs.look(uow, library, _press(action))
    return view.show(standing, 0 if standing.stale else action.page)


@router.callback_query(Pressed(buttons.Review))
async def review(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Review
) -> Screen:
    """To the review, or another page of it."""
    standing = await runs.review(uow, library, _press(action))
    return view.show(standing, 0 if standing.stale else action.page)


@router.callback_query(Pressed(buttons.Steps))
async def list_steps(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Steps
) -> Screen:
    """The list of screens."""
    route = await runs.route(uow, library, _press(action))
    return view.route(route, action.page) if isinstance(route, Route) else view.show(route)


@router.callback_query(Pressed(buttons.AddRow))
async def add_row(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.AddRow
) -> Screen:
    """One more entry."""
    return view.show(await runs.add_row(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.RemoveRow))
async def remove_row(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.RemoveRow
) -> Screen:
    """One entry less."""
    return view.show(await runs.remove_row(uow, library, _press(action), action.row))


@router.callback_query(Pressed(buttons.RemoveHere))
async def remove_here(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.RemoveHere
) -> Screen:
    """One entry less: the one on the screen."""
    return view.show(await runs.remove_here(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.Deny))
async def deny(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Deny
) -> Screen:
    """Not a suspicion."""
    return view.show(await runs.deny(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.Pause))
async def pause(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Pause
) -> Screen:
    """Put aside."""
    standing = await runs.pause(uow, library, _press(action))
    return view.show(standing) if standing.stale else view.paused(standing)


@router.callback_query(Pressed(buttons.AskDiscard))
async def ask_discard(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.AskDiscard
) -> Screen:
    """Throw away? Ask first."""
    standing = await runs.look(uow, library, _press(action))
    return view.show(standing) if standing.stale else view.ask_discard(standing)


@router.callback_query(Pressed(buttons.Discard))
async def discard(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Discard
) -> Screen:
    """Throw away."""
    return view.show(await runs.discard(uow, library, _press(action)))


@router.callback_query(Pressed(buttons.Submit))
async def submit(
    query: CallbackQuery, uow: UnitOfWork, library: Library, action: buttons.Submit
) -> Screen:
    """Hand in."""
    done = await runs.submit(uow, library, _press(action))
    return view.submitted(done) if isinstance(done, Submitted) else view.show(done)


@typed.message(Focused(focuses.FocusKind.RUN), F.text)
async def type_in(message: Message, uow: UnitOfWork, library: Library, focus: Focus) -> Screen:
    """Typed text is the answer of the question on the screen."""
    text = message.text or ""
    return view.show(await runs.type_in(uow, library, focus.object_id, text))


@typed.message(Focused(focuses.FocusKind.RUN), F.location)
async def send_place(message: Message, uow: UnitOfWork, library: Library, focus: Focus) -> Screen:
    """A place: kept coarse."""
    place = message.location
    where = (place.latitude, place.longitude) if place else (0.0, 0.0)
    standing = await runs.put_place(uow, library, focus.object_id, where)
    return view.show(standing, role=uow.who.role)


@typed.message(Focused(focuses.FocusKind.RUN), F.content_type.in_(FILES))
async def send_file(
    message: Message, uow: UnitOfWork, library: Library, focus: Focus, upload: File | None = None
) -> Screen:
    """A photo, recording, film or file: sealed beside the run."""
    sent = None
    if upload is not None:
        as_photo = bool(message.photo)
        sent = runs.Sent(upload.body, upload.media_type, upload.name, as_photo=as_photo)
    return view.show(await runs.put_file(uow, library, focus.object_id, sent))
