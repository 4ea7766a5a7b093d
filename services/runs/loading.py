"""An open run in memory: its row, its answers, its notes; loaded under a lock and saved sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

import xforms
from models import Child, Run, Venue
from models.run import RunStatus
from privacy.sealed import place
from services import sealing
from services.errors import NotFoundError
from services.form_library.library import Library
from services.runs import prefill
from services.runs.notes import Notes, Stored, pack, unpack
from services.runs.prefill import Subject
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a run: which run, and the revision it was shown for.

    `revision` is None where no button is behind it: typed text, going on with a draft.
    """

    run_id: int
    revision: int | None = None


@dataclass(slots=True)
class OpenRun:
    """One run being worked on: `answers` is the engine's run, `changed` decides the save."""

    row: Run
    subject: Subject
    form: xforms.Form
    answers: xforms.Run
    notes: Notes
    instances: dict[str, str] = field(repr=False)
    moved: bool = False
    changed: bool = False

    @property
    def last(self) -> dict[str, str]:
        """The answers of the last submission, as they were when the run began."""
        return prefill.leaves(self.instances.get("last", ""))

    def go(self, at: str, point: str = "") -> None:
        """Enter a screen: buttons of earlier ones are stale from now on."""
        self.row.at, self.notes.point = at, point
        self.moved = self.changed = True

    def is_stale(self, press: Press) -> bool:
        """The button belongs to a screen that has been left."""
        if press.revision is None:
            return False
        return not self.notes.entered <= press.revision <= self.row.revision


async def load(
    uow: UnitOfWork, library: Library, run_id: int
) -> tuple[Run, Subject, OpenRun | None]:
    """Lock and read a run of the actor; the last part is None when it has ended.

    Raises:
        NotFoundError: No such run, somebody else's, or its child left the actor's scope.
    """
    row, subject = await _locked(uow, run_id)
    if row.status is not RunStatus.OPEN or row.state is None:
        return row, subject, None
    packed = await sealing.open_bytes(uow, subject.owner, row, "state")
    stored = unpack(packed)
    form = await library.form(uow, row.form_version_id)
    answers = xforms.restore(
        form, stored.engine, surroundings(uow, row), instances=encoded(stored.instances)
    )
    _speak(answers, language_of(form, uow.who.language))
    return row, subject, OpenRun(row, subject, form, answers, stored.notes, stored.instances)


async def save(uow: UnitOfWork, run: OpenRun) -> None:
    """Seal the state back into the row and count the change; nothing if nothing changed."""
    if not run.changed:
        return
    row = run.row
    row.revision += 1
    if run.moved:
        run.notes.entered = row.revision
    row.updated_at = uow.now
    stored = Stored(run.notes, run.instances, run.answers.dump())
    cipher = await sealing.cipher_of(uow, run.subject.owner)
    row.state = cipher.seal(pack(stored), place("runs", "state", row.uid))
    run.moved = run.changed = False


def copy_of(run: OpenRun) -> xforms.Run:
    """The answers once more, to try something on."""
    answers = run.answers
    twin = xforms.restore(
        run.form, answers.dump(), answers.surroundings, instances=encoded(run.instances)
    )
    _speak(twin, answers.language)
    return twin


def _speak(answers: xforms.Run, language: str) -> None:
    if language and language != answers.language:
        answers.language = language


def surroundings(uow: UnitOfWork, row: Run) -> xforms.Surroundings:
    """Clock and chance of a run: the reader's zone, and always the same shuffle for one run."""
    return xforms.Surroundings(
        now=uow.local_now,
        seed=int(row.uid[:12], 16),
        properties={"username": str(uow.who.worker_id), "deviceid": f"hulei:{row.town_id}"},
        uuid=None,
    )


def encoded(instances: dict[str, str]) -> dict[str, bytes]:
    """External instances as the engine takes them."""
    return {name: text.encode() for name, text in instances.items()}


def language_of(form: xforms.Form, language: str) -> str:
    """The form's own name for the reader's language (`中文 (zh)` for `zh_Hans`), or none."""
    code = language.partition("_")[0]
    for name in form.languages:
        if name == code or name.endswith(f"({code})"):
            return name
    return form.default_language


async def _locked(uow: UnitOfWork, run_id: int) -> tuple[Run, Subject]:
    actor = uow.who
    found = await uow.session.execute(
        sa.select(Run, Child, Venue)
        .select_from(Run)
        .outerjoin(Child, sa.and_(Child.id == Run.child_id, actor.children()))
        .outerjoin(Venue, sa.and_(Venue.id == Run.venue_id, actor.venues()))
        .where(Run.id == run_id, Run.worker_id == actor.worker_id)
        .with_for_update(of=Run)
        .execution_options(populate_existing=True)
    )
    one = found.one_or_none()
    if one is None or (one[1] is None and one[2] is None):
        raise NotFoundError(f"run {run_id} is not the actor's")
    return one[0], Subject(child=one[1], venue=one[2])
