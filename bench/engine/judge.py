"""One generated form and walk in JavaRosa and in the engine under test: what differs, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.engine import explained, states
from bench.engine.generate.model import Sheets
from bench.engine.generate.walks import Op
from bench.engine.peers import Engine, PeerError
from bench.engine.rows import readers
from bench.engine.states import Difference


@dataclass(frozen=True)
class Case:
    """A form and one walk through it."""

    form: Sheets
    ops: Sequence[Op]


@dataclass
class Verdict:
    """What a walk showed: differences by rule, those unexplained, or why nothing was compared."""

    states: int = 0
    explained: dict[str, int] = field(default_factory=dict)
    unexplained: list[Difference] = field(default_factory=list)
    skipped: str = ""


class Judge:
    """Holds the two engines and the folder of attachments that every generated form may use."""

    def __init__(self, oracle: Engine, subject: Engine, media: Path) -> None:
        self.oracle = oracle
        self.subject = subject
        self.media = media

    def load(self, form: Sheets) -> Verdict | None:
        """Load a form in both engines; a verdict only where there is nothing to walk."""
        xml = form.xform()
        if xml is None:
            return Verdict(skipped="pyxform refuses")
        try:
            self.oracle.load(xml, self.media)
        except PeerError as fault:
            return Verdict(skipped="JavaRosa refuses: " + str(fault)[:80])
        try:
            self.subject.load(xml, self.media)
        except PeerError as fault:
            return Verdict(unexplained=[Difference(-1, "/", "refused", None, str(fault))])
        return None

    def judge(self, case: Case) -> Verdict:
        """Load and walk."""
        return self.load(case.form) or self.walk(case)

    def walk(self, case: Case) -> Verdict:
        """Walk the loaded form in both engines and compare every state."""
        try:
            theirs = self.oracle.walk(case.ops, prompts=True)
        except PeerError as fault:
            return Verdict(skipped="JavaRosa breaks: " + str(fault)[:80])
        try:
            ours = self.subject.walk(case.ops, prompts=True)
        except PeerError as fault:
            return Verdict(unexplained=[Difference(-1, "/", "broke", None, str(fault))])
        verdict = Verdict()
        broken = broken_at(theirs)
        if broken is not None:
            verdict.skipped = "JavaRosa breaks on the way"
        self._sort(case, theirs, ours, broken, verdict)
        return verdict

    def _sort(
        self,
        case: Case,
        theirs: dict[str, Any],
        ours: dict[str, Any],
        broken: int | None,
        verdict: Verdict,
    ) -> None:
        seen = Seen(case, self.media, verdict)
        pairs = zip(states.replay(theirs), states.replay(ours), strict=True)
        for step, (one, other) in enumerate(pairs, start=-1):
            if broken is not None and step >= broken:
                return
            seen.step(step, one, other)
            if verdict.unexplained:
                return
        seen.prompts(len(case.ops) - 1, theirs["prompts"], ours["prompts"])
        if broken is None:
            seen.submission(len(case.ops) - 1, theirs.get("xml", ""), ours["xml"])


class Seen:
    """What has been seen of a walk so far, and which names have differed."""

    def __init__(self, case: Case, media: Path, verdict: Verdict) -> None:
        self.case = case
        self.media = media
        self.verdict = verdict
        self.reads = readers(case.form.survey)
        self.tainted: set[str] = set()
        self.history: list[states.State] = []

    def step(self, step: int, one: states.State, other: states.State) -> None:
        """Compare the states after one operation."""
        self.verdict.states += len(one)
        self.history.append(one)
        found = states.differences(step, one, other)
        for difference in roots(found, self.reads, self.tainted):
            self._file(difference)
        self.tainted |= {name for difference in found for name in names(difference)}

    def _file(self, difference: Difference) -> None:
        place = explained.Place(self.case.form, self.case.ops, self.history, self.media)
        rule = explained.rule_for(difference, place)
        if rule is None:
            self.verdict.unexplained.append(difference)
        else:
            self.verdict.explained[rule] = self.verdict.explained.get(rule, 0) + 1

    def prompts(self, step: int, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
        """Compare wording and choices at the end, of questions that read nothing that differed."""
        for ref in sorted(theirs.keys() & ours.keys()):
            place = explained.Place(self.case.form, self.case.ops, self.history, self.media)
            name = states.plain(ref).rsplit("/", 1)[-1]
            if (place.read(ref) | {name}) & self.tainted:
                continue
            for what in ("label", "hint", "choices"):
                one, other = theirs[ref][what], ours[ref][what]
                if _folded(one) != _folded(other):
                    self._file(Difference(step, ref, what, one, other))

    def submission(self, step: int, theirs: str, ours: str) -> None:
        """Compare what would be sent, where no state has differed."""
        if self.tainted or not theirs:
            return
        one, other = states.sent(theirs), states.sent(ours)
        for ref in sorted(one.keys() | other.keys()):
            if one.get(ref) != other.get(ref):
                self._file(Difference(step, ref, "xml", one.get(ref), other.get(ref)))


def _folded(shown: Any) -> Any:
    """Wording without regard to white space, which each engine trims in its own way."""
    if isinstance(shown, list):
        return [[value, _folded(label)] for value, label in shown]
    return " ".join((shown or "").replace("; ", ";").split())


def broken_at(record: dict[str, Any]) -> int | None:
    """The first step at which JavaRosa threw something else than 'no such place'."""
    for at, step in enumerate(record["steps"]):
        fault = step.get("error", "")
        if fault and "no node" not in fault and "not in the form body" not in fault:
            return at
    return None


def names(difference: Difference) -> set[str]:
    """Names of the nodes that a difference is about; for a missing instance all in its path."""
    steps = states.plain(difference.ref).split("/")[1:]
    return set(steps[1:]) if difference.what == "present" else {steps[-1]}


def roots(
    found: Sequence[Difference], reads: dict[str, set[str]], tainted: set[str]
) -> Iterator[Difference]:
    """Differences that follow from no other: nothing they read differs now or differed before."""
    now = {name for difference in found for name in names(difference)}
    repeats = {name for one in found if one.what == "present" for name in names(one)}
    for difference in found:
        own = names(difference)
        name = states.plain(difference.ref).rsplit("/", 1)[-1]
        if own & tainted:
            continue
        sources = reads.get(name, {name}) - own
        if difference.what == "bad" and _differs(found, difference.ref, "v"):
            continue
        if sources & (now | tainted | repeats):
            continue
        yield difference


def _differs(found: Sequence[Difference], ref: str, what: str) -> bool:
    return any(one.ref == ref and one.what == what for one in found)
