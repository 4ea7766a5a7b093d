"""What a run remembers beside its answers."""

from __future__ import annotations

from services.runs.notes import Notes, Stored, pack, unpack


def test_notes_come_back_as_they_were_put_away() -> None:
    notes = Notes(entered=3, point="/f/q", seen=["/f/a"], pending={"/f/b": "x y"}, returning=True)
    stored = Stored(notes, {"subject": "<root><age>9</age></root>"}, b"\x00dump")
    assert unpack(pack(stored)) == stored


def test_an_entry_that_goes_takes_its_notes_and_moves_the_later_ones_up() -> None:
    notes = Notes(
        seen=["/f/kid[1]/n", "/f/kid[2]/n", "/f/kid[3]/n", "/f/kid", "/f/kidney[2]/n"],
        pending={"/f/kid[3]/n": "x"},
    )
    notes.forget_row("/f/kid[2]")
    assert notes.seen == ["/f/kid[1]/n", "/f/kid[2]/n", "/f/kid", "/f/kidney[2]/n"]
    assert notes.pending == {"/f/kid[2]/n": "x"}
