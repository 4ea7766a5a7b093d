"""Hostile forms: `python -m bench.engine.hostile --cases N --seed S`.

Spoilt XForms, workbooks, spreadsheet files, dumps, caches, attachments, public keys and entities;
only FormRefused and RunRefused may come out of the engine, each case within its time. Exit status
1 if anything else happened.
"""

from __future__ import annotations

import argparse
import base64
import collections
import functools
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import xforms
from bench.engine.fuzz import attachments
from bench.engine.generate.forms import sheets
from bench.engine.generate.hostile import Spoiler
from bench.engine.generate.model import Dice
from bench.engine.generate.outside import OutsideSpoiler
from bench.engine.subject import surroundings
from xforms.encryption import encrypt
from xforms.xlsform.child import answer
from xforms.xlsform.conversion import convert, read_workbook
from xforms.xlsform.excel import to_xlsx
from xforms.xlsform.workbooks import Workbook, from_json, sheet_of

MOST_SECONDS = 5.0
MOST_MEMORY = 3 * 1024**3
"""Address space of the whole command; a MemoryError is a find."""
STEPS = 12
Refused = (xforms.FormRefused, xforms.RunRefused)


class Overdue(BaseException):
    """A case took too long; nothing in the engine catches this."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case: taken, refused, slow, or a fault with its last lines."""

    what: str
    seconds: float
    trace: str = ""


def lived(
    spoiler: Spoiler, source: str | bytes, media: Mapping[str, bytes] | None = None
) -> xforms.Run:
    """Compile a form, walk it a little with odd answers, suspend it, send it."""
    form = xforms.compile_form(source, media=_media() if media is None else media)
    run = xforms.start(form, surroundings())
    refs = [ref for ref, state in run.snapshot().items() if "v" in state]
    for _ in range(STEPS if refs else 0):
        _try(run.set, spoiler.dice.pick(refs), spoiler.nasty())
    at = run.first()
    for _ in range(STEPS):
        if at is None:
            break
        _try(functools.partial(_seen, spoiler, run), at)
        at = run.next(at)
    for language in run.form.languages[:2]:
        run.language = language
    back = xforms.restore(form, run.dump(), surroundings())
    back.snapshot()
    back.submission()
    return back


def _seen(spoiler: Spoiler, run: xforms.Run, at: xforms.Position) -> None:
    if at.kind == "question":
        run.prompt(at.ref)
        run.answer(at.ref, spoiler.nasty())
        run.answer(at.ref, "1")
    elif at.kind == "group":
        run.group(at.ref)
    else:
        run.repeat(at.ref)
        run.add_repeat(at.ref)


def _try(deed: Callable[..., Any], *given: Any) -> None:
    """One step of a walk; a refusal of the step is none of the whole."""
    try:
        deed(*given)
    except Refused:
        return


@functools.cache
def _media() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(attachments().iterdir())}


@functools.cache
def _suspended() -> tuple[tuple[xforms.Form, bytes], ...]:
    """Sound forms with a run of each, to damage what is stored of them."""
    made = []
    for number in range(20):
        xml = sheets(Dice(number)).xform()
        if xml is not None:
            form = xforms.compile_form(xml, media=_media())
            made.append((form, xforms.start(form, surroundings()).dump()))
    return tuple(made)


@functools.cache
def _spreadsheet() -> bytes:
    rows = [("text", "a", "A"), ("select_one yn", "b", "B"), ("calculate", "c", "")]
    pages = (
        sheet_of("survey", ("type", "name", "label"), rows),
        sheet_of(
            "choices", ("list_name", "name", "label"), [("yn", "yes", "Y"), ("yn", "no", "N")]
        ),
    )
    return to_xlsx(Workbook(pages))


def document(spoiler: Spoiler) -> None:
    """An XForm."""
    lived(spoiler, spoiler.document())


def workbook(spoiler: Spoiler) -> None:
    """The cells of a workbook, converted as in the child process."""
    _converted(spoiler, spoiler.workbook())


def spreadsheet(spoiler: Spoiler) -> None:
    """The bytes of a spreadsheet file, read as in the child process."""
    content = base64.b64encode(spoiler.spreadsheet(_spreadsheet())).decode()
    read = answer({"op": "read", "bytes": content})
    if "workbook" in read:
        _converted(spoiler, read["workbook"])


def _converted(spoiler: Spoiler, pages: dict[str, Any]) -> None:
    made = answer({"op": "convert", "workbook": pages})
    if "faults" in made:
        raise xforms.FormRefused([xforms.FormFault(**made["faults"][0])])
    lived(spoiler, made["xform"])


def dump(spoiler: Spoiler) -> None:
    """A suspended run, its bytes damaged or its values exchanged."""
    form, blob = spoiler.dice.pick(_suspended())
    run = xforms.restore(form, spoiler.stored(blob), surroundings())
    for ref, state in list(run.snapshot().items()):
        if "v" in state:
            _try(run.set, ref, "1")
    run.dump()
    run.submission()


def cache(spoiler: Spoiler) -> None:
    """A compiled form with bytes damaged."""
    form, _ = spoiler.dice.pick(_suspended())
    xforms.from_cache(spoiler.damaged(form.to_cache()))


def attachment(spoiler: OutsideSpoiler) -> None:
    """A sound form that reads damaged files."""
    xml = None
    while xml is None:
        xml = sheets(spoiler.dice).xform()
    lived(spoiler, xml, spoiler.attachments())


def key(spoiler: OutsideSpoiler) -> None:
    """A record encrypted with a damaged public key."""
    form, _ = spoiler.dice.pick(_suspended())
    record = xforms.start(form, surroundings()).submission()
    encrypt(record, spoiler.key(), {})


def entities(spoiler: OutsideSpoiler) -> None:
    """A form that makes entities."""
    run = lived(spoiler, spoiler.entities())
    run.nodes_with("entities:saveto")
    run.check()


def child(spoiler: OutsideSpoiler) -> None:
    """A workbook or a file through the limited process itself."""
    if spoiler.dice.chance(50):
        book = read_workbook(spoiler.spreadsheet(_spreadsheet()))
    else:
        book = from_json(spoiler.workbook())
    lived(spoiler, convert(book).xform)


KINDS: dict[str, tuple[Callable[[OutsideSpoiler], None], int]] = {
    "document": (document, 42),
    "workbook": (workbook, 20),
    "spreadsheet": (spreadsheet, 6),
    "dump": (dump, 9),
    "cache": (cache, 3),
    "attachment": (attachment, 10),
    "key": (key, 4),
    "entities": (entities, 5),
    "child": (child, 1),
}
"""What is spoilt, and how often in a hundred."""


def tried(kind: str, number: int) -> Outcome:
    """One case, with its time."""
    begun = time.process_time()
    what, trace = "taken", ""
    try:
        KINDS[kind][0](OutsideSpoiler(number))
    except Refused:
        what = "refused"
    except (Exception, Overdue) as fault:
        what = "slow" if isinstance(fault, Overdue) else "fault"
        trace = "".join(traceback.format_exception(fault)[-4:])
    seconds = time.process_time() - begun
    if seconds > MOST_SECONDS and what in ("taken", "refused"):
        what, trace = "slow", f"{seconds:.1f} s"
    return Outcome(what, seconds, trace)


def cases(count: int, start: int) -> Iterator[tuple[str, int]]:
    """Kind and number of each case that follows from a seed."""
    weights = {kind: weight for kind, (_, weight) in KINDS.items()}
    for at in range(start * 1_000_000, start * 1_000_000 + count):
        yield Dice(at).weighted(weights), at


def overdue(_signal: int, _frame: FrameType | None) -> None:
    """End a case that does not end by itself."""
    raise Overdue


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 1 if there was anything but forms taken and refused in time."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.hostile")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(KINDS), help="with --number: one case again")
    parser.add_argument("--number", type=int)
    args = parser.parse_args(argv)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGPROF, overdue)
    wanted = cases(args.cases, args.seed)
    if args.number is not None:
        wanted = iter([(args.kind or "document", args.number)])
    tally: collections.Counter[str] = collections.Counter()
    slowest = 0.0
    for kind, number in wanted:
        signal.setitimer(signal.ITIMER_PROF, 3 * MOST_SECONDS)
        outcome = tried(kind, number)
        signal.setitimer(signal.ITIMER_PROF, 0)
        tally[f"{kind} {outcome.what}"] += 1
        slowest = max(slowest, outcome.seconds)
        if outcome.trace:
            print(f"## {kind} {number} {outcome.what}\n{outcome.trace}", flush=True)
    print("\n".join(f"{count} {what}" for what, count in sorted(tally.items())))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"slowest {slowest:.1f} s, memory {peak} MB")
    return 1 if any(what.endswith(("fault", "slow")) for what in tally) else 0


if __name__ == "__main__":
    raise SystemExit(main())
