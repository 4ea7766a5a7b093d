"""Where a run stands: the values a view needs to show the present screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import xforms
from models.run import RunStatus


class Wrong(StrEnum):
    """Why something was not taken."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    TAP = "tap"  # typed, where a button is asked for
    PHOTO = "photo"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    NO_FILE = "no_file"  # a file, where the question takes none
    AS_PHOTO = "as_photo"  # a picture sent as a file: it would keep what the camera wrote
    TOO_BIG = "too_big"
    NO_CODE = "no_code"  # no barcode was found in the photo
    SEVERAL_CODES = "several_codes"
    LOCATION = "location"
    CORNERS = "corners"  # a line or outline with too few places
    LENGTH = "length"
    INCOMPLETE = "incomplete"  # the screen still has open points
    READONLY = "readonly"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something was not taken, and why. Nothing that was there before is lost.

    `message` is the form's own (in the reader's language) or ''; `example` an answer that would
    do, or ''; `about` the short name of the question when the screen has several;
    `found` the options of a long list that hold the words that were typed.
    """

    wrong: Wrong
    message: str = ""
    example: str = ""
    about: str = ""
    found: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A problem that the answers show, as the form words it."""

    ref: str
    question: str
    severity: int
    follow_up: tuple[str, ...]
    say_zh: str
    say_en: str
    advice_zh: str = ""
    advice_en: str = ""

    @property
    def situations(self) -> tuple[int, ...]:
        """The situations of mandatory report that it may be (codes `M1`, `M4?`)."""
        codes = (code for code in self.follow_up if code[:1] == "M" and code[1:2].isdigit())
        return tuple(int(code[1]) for code in codes)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer for showing: the raw value, and labels where it was chosen from a list.

    `type` is the question's, or `year`, `month-year` for a date of which only that was asked.
    """

    type: str
    raw: str
    labels: tuple[str, ...] = ()


class Mark(StrEnum):
    """The state of one point."""

    OPEN = "open"
    NORMAL = "normal"
    GIVEN = "given"  # answered, where nothing is normal or not
    OTHER = "other"  # answered, and not what is normal, or a problem
    SAME = "same"  # a fact as on the last visit
    FILLED = "filled"  # a fact filled in beforehand, from the file or by the form
    WRONG = "wrong"  # filled, but the form does not accept it now


@dataclass(frozen=True, slots=True)
class Point:
    """One question on a screen of several. `tap` is the option a tap sets; None: it opens it."""

    ref: str
    short: str
    label: str
    mark: Mark
    answer: Answer
    tap: int | None = None
    required: bool = False


class Ready(StrEnum):
    """What the button that leaves a block says."""

    NORMAL = "normal"  # nothing answered yet, everything has a normal answer
    REST_NORMAL = "rest_normal"  # the unanswered rest has
    SAME_REST_NORMAL = "same_rest_normal"  # facts as last time, the rest normal
    SAME = "same"  # only facts, all as last time
    RIGHT_REST_NORMAL = "right_rest_normal"  # facts filled in beforehand, the rest normal
    RIGHT = "right"  # only facts, filled in beforehand
    NEXT = "next"
    OPEN = "open"  # something must be answered first
    WRONG = "wrong"  # something must be put right first


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """One question. `quick` are values for buttons; `same` = a fact as on the last visit.

    `voice`: whether a voice note was sent instead; None where the form has no place for one.
    """

    prompt: xforms.Prompt
    value: str
    quick: tuple[str, ...] = ()
    same: bool = False
    may_skip: bool = False
    inside: str = ""
    example: str = ""
    may_remove: bool = False
    voice: bool | None = None


@dataclass(frozen=True, slots=True)
class BlockScreen:
    """Several points on one screen; `notes` are the block's texts without a question.

    `may_remove`: it stands in an entry of a list that can be taken off.
    """

    label: str
    notes: tuple[str, ...]
    points: tuple[Point, ...]
    ready: Ready
    may_remove: bool = False


@dataclass(frozen=True, slots=True)
class RepeatScreen:
    """What has been listed so far, and whether there is more."""

    label: str
    rows: tuple[tuple[str, str], ...]
    may_add: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One screen in the review; `number` (from 0) leads back to it."""

    number: int
    label: str
    points: tuple[Point, ...]
    block: bool
    done: bool


@dataclass(frozen=True, slots=True)
class ReviewScreen:
    """All answers, before they are handed in."""

    sections: tuple[Section, ...]
    found: tuple[Found, ...]
    missing: int
    confirm: str
    """What handing in says, in the form's words; '' if the form has no such question."""


@dataclass(frozen=True, slots=True)
class AlarmScreen:
    """Answers that must not be passed over. `situations` may be empty: then 110 or a push."""

    found: tuple[Found, ...]
    situations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReasonScreen:
    """Why it is not a suspicion; the supervisor sees the reason."""

    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class EndedScreen:
    """The run is over: nothing can be answered any more."""

    status: RunStatus


Shown = (
    QuestionScreen
    | BlockScreen
    | RepeatScreen
    | ReviewScreen
    | AlarmScreen
    | ReasonScreen
    | EndedScreen
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The present screen of a run and what to say on top of it.

    `revision` goes into the buttons. `done`/`total` count the screens of the form. `raised` are
    problems that the last deed brought up; `stale` = an old button, nothing was done. `stayed`:
    the same screen as before the deed; `asked_place`: that one asked the phone for its place.
    """

    run_id: int
    revision: int
    code: str
    title: str
    screen: Shown
    today: date
    child_id: int | None = None
    venue_id: int | None = None
    recheck: bool = False
    done: int = 0
    total: int = 0
    may_go_back: bool = False
    returning: bool = False
    remark: Remark | None = None
    raised: tuple[Found, ...] = ()
    stale: bool = False
    stayed: bool = False
    asked_place: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the list of screens."""

    ref: str
    label: str
    done: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Route:
    """All screens of a run in order, and the draft they belong to."""

    run_id: int
    revision: int
    code: str
    title: str
    stops: tuple[Stop, ...] = field(default_factory=tuple)
