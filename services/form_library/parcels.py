"""A form that has been sent and the files it waits for, until it may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from models import FormParcel, FormVersion
from services import audit
from services.form_library import form_files
from services.form_library.checking import Mark
from services.form_library.library import Checked
from services.form_library.receiving import Taken
from services.unit_of_work import UnitOfWork
from xforms.attached import ITEMSETS


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a parcel stands: each file that the form asks for, with its rows once it is there."""

    uid: str
    title: str
    version: str
    files: tuple[tuple[str, int | None], ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the files that have not come."""
        return tuple(name for name, rows in self.files if rows is None)


async def find(uow: UnitOfWork) -> FormParcel | None:
    """The actor's parcel, locked until the end of the transaction."""
    found = await uow.session.execute(
        sa.select(FormParcel).where(FormParcel.worker_id == uow.who.worker_id).with_for_update()
    )
    return found.scalar_one_or_none()


async def is_open(uow: UnitOfWork) -> bool:
    """Whether the actor has a parcel."""
    if uow.actor is None:
        return False
    mine = sa.select(FormParcel.id).where(FormParcel.worker_id == uow.actor.worker_id)
    return await uow.session.scalar(mine) is not None


async def begin(
    uow: UnitOfWork,
    checked: Checked,
    wanted: Sequence[str],
    *,
    questions: int,
    remarks: Sequence[Mark] = (),
) -> FormParcel:
    """A new parcel with what the form brings itself; the actor's older one is given up."""
    await drop(uow)
    parcel = FormParcel(
        worker_id=uow.who.worker_id,
        form_id=checked.form_id,
        version=checked.version,
        title=checked.title,
        xform=checked.xform,
        workbook=checked.workbook,
        questions=questions,
        wanted=list(wanted),
        remarks=[asdict(mark) for mark in remarks],
        begun_at=uow.now,
    )
    uow.session.add(parcel)
    await uow.session.flush()
    for name, body in checked.files.items():
        rows = checked.rows.get(name, 0)
        await form_files.add(uow, name, body, rows=rows, parcel_id=parcel.id)
    return parcel


async def put(uow: UnitOfWork, parcel: FormParcel, taken: Sequence[Taken]) -> None:
    """Keep files that have come, instead of those of the same names."""
    for one in taken:
        await form_files.replace(uow, parcel.id, one.name, one.body, rows=one.rows)
        audit.record(uow, "form:file", "form_parcel", parcel.id, form=parcel.form_id)


async def standing(uow: UnitOfWork, parcel: FormParcel) -> Waiting:
    """What is there and what is missing. Opens nothing."""
    rows = await form_files.rows_of_parcel(uow, parcel.id)
    files = tuple((name, rows.get(name)) for name in parcel.wanted)
    return Waiting(parcel.uid, parcel.title, parcel.version, files)


async def checked_of(uow: UnitOfWork, parcel: FormParcel) -> Checked:
    """The form as far as it has come, its files opened."""
    files = await form_files.of_parcel(uow, parcel.id)
    return _checked(parcel, files, await form_files.rows_of_parcel(uow, parcel.id))


async def checked_of_version(uow: UnitOfWork, version: FormVersion) -> Checked:
    """A version as it was when it was checked, its files opened."""
    files = await form_files.of_version(uow, version.id)
    return _checked(version, files, await form_files.rows_of_version(uow, version.id))


def _checked(
    form: FormParcel | FormVersion, files: Mapping[str, bytes], rows: Mapping[str, int]
) -> Checked:
    return Checked(form.form_id, form.version, form.title, form.xform, form.workbook, files, rows)


async def earlier_files(uow: UnitOfWork, form_id: str) -> dict[str, bytes]:
    """Files that the form had when it was sent last, or else has in force; opened."""
    parcel = await find(uow)
    own = parcel if parcel is not None and parcel.form_id == form_id else None
    mine = await form_files.of_parcel(uow, own.id) if own else {}
    current = await uow.session.scalar(
        sa.select(FormVersion.id).where(
            FormVersion.form_id == form_id, FormVersion.current.is_(True)
        )
    )
    kept = await form_files.of_version(uow, current) if current is not None else {}
    found = kept | mine
    found.pop(ITEMSETS, None)
    return found


def remarks_of(parcel: FormParcel) -> tuple[Mark, ...]:
    """What the clerk was warned of."""
    return tuple(Mark(**_texts(one)) for one in parcel.remarks)


async def drop(uow: UnitOfWork, uid: str = "") -> bool:
    """Give up the actor's parcel, with a name only if it is that one; whether it was there."""
    parcel = await find(uow)
    if parcel is None or uid not in ("", parcel.uid):
        return False
    await form_files.forget(uow, parcel.id)
    await uow.session.delete(parcel)
    await uow.session.flush()
    return True


def _texts(fields: Mapping[str, object]) -> dict[str, str]:
    return {name: str(text) for name, text in fields.items()}
