"""Sealed fields: bound to their place, opened only with an audit entry."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import AuditEntry, Child
from privacy.keyring import Keyring, UnsealError
from privacy.redact import redact
from privacy.sealed import Sealed, place
from services import sealing
from services.actors import actor_of
from tests import factories
from tests.conftest import Begin


def test_a_value_opens_only_in_the_place_it_was_sealed_for(keyring: Keyring) -> None:
    _wrapped, _version, cipher = keyring.new_key("child:a")
    sealed = cipher.seal("云小禾", place("children", "name", "a"))

    assert cipher.open(sealed, place("children", "name", "a")) == "云小禾"
    with pytest.raises(UnsealError):
        cipher.open(sealed, place("children", "address", "a"))
    with pytest.raises(UnsealError):
        cipher.open(sealed, place("children", "name", "b"))


def test_a_data_key_unwraps_only_for_its_owner(keyring: Keyring) -> None:
    wrapped, version, _cipher = keyring.new_key("child:a")

    with pytest.raises(UnsealError):
        keyring.unwrap("child:b", wrapped, version)
    with pytest.raises(UnsealError):
        Keyring({1: b"x" * 32}).unwrap("child:a", wrapped, version)


def test_a_sealed_value_prints_nothing() -> None:
    assert repr(Sealed(b"abc")) == "Sealed(***)"


async def test_opening_a_name_writes_an_audit_entry_in_the_same_transaction(begin: Begin) -> None:
    async with begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        child = await factories.child(uow, town, village, grid)
        expected = child.code

    async with begin(actor_of(worker)) as uow:
        row = (await uow.session.execute(sa.select(Child))).scalar_one()
        name = await sealing.open_text(uow, f"child:{row.uid}", row, "name")

    async with begin() as uow:
        entry = (await uow.session.execute(sa.select(AuditEntry))).scalar_one()
        assert (entry.action, entry.object_id, entry.fields) == (
            "children:open",
            child.id,
            {"column": "name"},
        )
        assert entry.actor_id == worker.id
    assert name in factories.NAMES
    assert row.code == expected


def test_logs_lose_names_phones_and_tokens() -> None:
    event = redact(
        None,
        "info",
        {"event": "seen 云小禾", "phone": "13900000000", "id": 7, "key": Sealed(b"x"), "row": [1]},
    )

    assert event == {"event": "seen *", "phone": "*", "id": 7, "key": "<Sealed>", "row": "<list>"}
