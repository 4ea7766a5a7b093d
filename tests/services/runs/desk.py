"""A person at a run without a channel: presses buttons by what they say, reads the screen."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from handlers import children, inspections, runs, today
from models import Attachment
from services import focus
from services import runs as service
from services.actors import Actor
from services.form_library.library import Library
from services.runs import Begin, start
from services.runs.loading import load
from services.runs.submitting import answers_by_key
from tests.conftest import Begin as BeginWork
from views import children as child_views
from views import inspections as venue_views
from views import runs as view
from views import today as today_view
from views.buttons import Action, OpenDue, OpenToday, ResumeRun
from views.runs import buttons
from views.screen import Screen
from views.translate import in_language

DEEDS: dict[type[Action], Callable[..., Awaitable[Screen]]] = {
    ResumeRun: runs.go_on,
    buttons.Choose: runs.choose,
    buttons.Give: runs.give,
    buttons.SetPoint: runs.set_point,
    buttons.OpenPoint: runs.open_point,
    buttons.Fill: runs.fill,
    buttons.Done: runs.finish_screen,
    buttons.NormalAll: runs.all_normal,
    buttons.Back: runs.go_back,
    buttons.Skip: runs.skip,
    buttons.GoTo: runs.go_to,
    buttons.Options: runs.turn_options,
    buttons.Review: runs.review,
    buttons.Steps: runs.list_steps,
    buttons.AddRow: runs.add_row,
    buttons.RemoveRow: runs.remove_row,
    buttons.RemoveHere: runs.remove_here,
    buttons.Deny: runs.deny,
    buttons.Pause: runs.pause,
    buttons.AskDiscard: runs.ask_discard,
    buttons.Discard: runs.discard,
    buttons.Submit: runs.submit,
    OpenDue: today.open_due,
    OpenToday: today.turn_today,
    today_view.ShowDrafts: today.show_drafts,
    today_view.ShowOthers: today.show_others,
    child_views.ListChildren: children.turn_children,
    child_views.ShowChild: children.show_child,
    child_views.VisitChild: children.visit,
    venue_views.ListVenues: inspections.turn_venues,
    venue_views.ShowVenue: inspections.show_venue,
    venue_views.InspectVenue: inspections.inspect,
    venue_views.RecheckVenue: inspections.recheck,
}
WITHOUT_LIBRARY = {
    today.turn_today,
    today.show_drafts,
    today.show_others,
    children.turn_children,
    inspections.turn_venues,
}
WITH_CHANNEL = {children.show_child, inspections.show_venue}


@dataclass
class Desk:
    """One person. Each act is one transaction; `screen` is what they see."""

    begin: BeginWork
    actor: Actor
    library: Library = field(default_factory=Library)
    screen: Screen = field(default_factory=lambda: Screen(""))
    taps: int = 0

    @property
    def text(self) -> str:
        """The screen's text."""
        return self.screen.text

    @property
    def labels(self) -> list[str]:
        """All buttons."""
        return [button.text for row in self.screen.buttons for button in row]

    async def start(self, form_id: str, **subject: int) -> Screen:
        """Begin a run."""
        async with self.begin(self.actor) as uow:
            with in_language(self.actor.language):
                self.screen = view.show(await start(uow, self.library, Begin(form_id, **subject)))
        return self.screen

    def find(self, label: str, screen: Screen | None = None) -> str:
        """The data of a button by its text or a unique part of it."""
        shown = screen or self.screen
        buttons_here = [button for row in shown.buttons for button in row]
        exact = [b.action for b in buttons_here if b.text == label]
        found = exact or [b.action for b in buttons_here if label in b.text]
        assert len(found) == 1, f"{label!r} in {[b.text for b in buttons_here]}\n{shown.text}"
        return found[0]

    async def press(self, *labels: str) -> Screen:
        """Press buttons, one after the other."""
        for label in labels:
            await self.send(self.find(label))
        return self.screen

    async def change(self, label: str) -> Screen:
        """From the review to the screen of this name."""
        for _ in range(5):
            found = re.search(rf"^(\d+)\. {re.escape(label)}", self.text, re.MULTILINE)
            if found:
                return await self.press(f"✏ {found[1]}")
            await self.press("下一页")
        raise AssertionError(f"{label!r} is not in the review")

    async def send(self, packed: str) -> Screen:
        """Press a button by its data, however old."""
        self.taps += 1
        kind, action = _parsed(packed)
        deed = DEEDS[kind]
        named: dict[str, Any] = {}
        if "action" in deed.__annotations__:
            named["action"] = action
        if deed not in WITHOUT_LIBRARY | WITH_CHANNEL:
            named["library"] = self.library
        if deed in WITH_CHANNEL:
            named["channel"] = "web"
        async with self.begin(self.actor) as uow:
            with in_language(self.actor.language):
                self.screen = await deed(None, uow, **named)
        return self.screen

    async def say(self, text: str) -> Screen:
        """Type a text; it is for the run in focus."""
        return await self._send(service.type_in, text)

    async def send_place(self, latitude: float, longitude: float) -> Screen:
        """Send a place."""
        return await self._send(service.put_place, (latitude, longitude))

    async def send_photo(self, body: bytes) -> Screen:
        """Send a photo."""
        return await self.send_file(service.Sent(body, "image/jpeg", as_photo=True))

    async def send_file(self, sent: service.Sent | None) -> Screen:
        """Send a file of any kind; None: one that was too big to be fetched."""
        return await self._send(service.put_file, sent)

    async def answers(self) -> dict[str, str]:
        """The answers of the run in focus as they are stored, by key."""
        async with self.begin(self.actor) as uow:
            current = await focus.current(uow)
            assert current is not None, "nothing is in focus"
            _, _, run = await load(uow, self.library, current.object_id)
            assert run is not None
            return answers_by_key(run)

    async def attachments(self) -> list[Attachment]:
        """What has been kept beside runs."""
        async with self.begin(self.actor) as uow:
            return list((await uow.session.scalars(sa.select(Attachment))).all())

    async def _send(self, deed: Callable[..., Awaitable[service.Standing]], *what: Any) -> Screen:
        async with self.begin(self.actor) as uow:
            current = await focus.current(uow)
            assert current is not None, "nothing is in focus"
            with in_language(self.actor.language):
                standing = await deed(uow, self.library, current.object_id, *what)
                self.screen = view.show(standing)
        return self.screen


def _parsed(packed: str) -> tuple[type[Action], Action]:
    for kind in DEEDS:
        action = kind.parse(packed)
        if action is not None:
            return kind, action
    raise AssertionError(f"no deed for {packed!r}")
