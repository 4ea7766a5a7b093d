"""What the buttons of a run say back: the run, the revision they were shown for, and the deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from views.buttons import Action


@dataclass(frozen=True, slots=True)
class RunAction(Action):
    """Base: `revision` decides whether the button is stale."""

    run: int
    revision: int


@dataclass(frozen=True, slots=True)
class Choose(RunAction):
    """An option, by its number."""

    prefix: ClassVar[str] = "rna"
    option: int


@dataclass(frozen=True, slots=True)
class Give(RunAction):
    """A ready value: a number, a date, OK."""

    prefix: ClassVar[str] = "rng"
    value: str


@dataclass(frozen=True, slots=True)
class SetPoint(RunAction):
    """A yes/no point of a block gets this answer (not "toggle": two taps must not undo)."""

    prefix: ClassVar[str] = "rnt"
    point: int
    option: int


@dataclass(frozen=True, slots=True)
class OpenPoint(RunAction):
    """Open a point of a block."""

    prefix: ClassVar[str] = "rno"
    point: int


@dataclass(frozen=True, slots=True)
class Fill(RunAction):
    """逐项填写: the points that must be answered, one after the other."""

    prefix: ClassVar[str] = "rnf"


@dataclass(frozen=True, slots=True)
class Done(RunAction):
    """Leave the screen: 完成, 下一步, 和上次一样."""

    prefix: ClassVar[str] = "rnd"


@dataclass(frozen=True, slots=True)
class NormalAll(RunAction):
    """全部正常，下一步."""

    prefix: ClassVar[str] = "rnn"


@dataclass(frozen=True, slots=True)
class Back(RunAction):
    """One screen back."""

    prefix: ClassVar[str] = "rnb"


@dataclass(frozen=True, slots=True)
class Skip(RunAction):
    """No answer here."""

    prefix: ClassVar[str] = "rns"


@dataclass(frozen=True, slots=True)
class Clear(RunAction):
    """Begin this answer anew."""

    prefix: ClassVar[str] = "rnk"


@dataclass(frozen=True, slots=True)
class Pause(RunAction):
    """Put aside."""

    prefix: ClassVar[str] = "rnp"


@dataclass(frozen=True, slots=True)
class Steps(RunAction):
    """The list of screens, a page of it."""

    prefix: ClassVar[str] = "rnl"
    page: int


@dataclass(frozen=True, slots=True)
class GoTo(RunAction):
    """To a screen by its number."""

    prefix: ClassVar[str] = "rnm"
    screen: int


@dataclass(frozen=True, slots=True)
class Review(RunAction):
    """The review, a page of it."""

    prefix: ClassVar[str] = "rnu"
    page: int


@dataclass(frozen=True, slots=True)
class Options(RunAction):
    """Another page of the present screen's options."""

    prefix: ClassVar[str] = "rnv"
    page: int


@dataclass(frozen=True, slots=True)
class AddRow(RunAction):
    """One more entry of a list."""

    prefix: ClassVar[str] = "rni"


@dataclass(frozen=True, slots=True)
class RemoveRow(RunAction):
    """One entry less."""

    prefix: ClassVar[str] = "rnx"
    row: int


@dataclass(frozen=True, slots=True)
class RemoveHere(RunAction):
    """The entry that this question belongs to is taken off."""

    prefix: ClassVar[str] = "rnh"


@dataclass(frozen=True, slots=True)
class Deny(RunAction):
    """不是疑似，继续."""

    prefix: ClassVar[str] = "rne"


@dataclass(frozen=True, slots=True)
class Submit(RunAction):
    """Hand in."""

    prefix: ClassVar[str] = "rnq"


@dataclass(frozen=True, slots=True)
class AskDiscard(RunAction):
    """Throw away? Asks first."""

    prefix: ClassVar[str] = "rnw"


@dataclass(frozen=True, slots=True)
class Discard(RunAction):
    """Yes, throw away."""

    prefix: ClassVar[str] = "rny"
