"""One generated form and walk in JavaRosa and in the engine under test: what differs, and why."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.engine import explained, states
from bench.engine.dialect.subject import Dialect
from bench.engine.generate.model import Sheets
from bench.engine.generate.walks import Op
from bench.engine.peers import Engine, PeerError
from bench.engine.rows import readers
from bench.engine.states import Difference

BOTH = ", both engines"
"""Marks a difference on which the two official engines agree."""


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
    """Holds the two engines and the folder of attachments that every generated form may use.

    Where they differ, our engine with JavaRosa's habits must say what JavaRosa said; and Web
    Forms, where it is asked as a witness, must not say the same.
    """

    def __init__(
        self, oracle: Engine, subject: Engine, media: Path, witness: Engine | None = None
    ) -> None:
        self.oracle = oracle
        self.subject = subject
        self.media = media
        self.witness = witness
        self._xml = ""
        self._dialects: list[Dialect] = []
        self._testifies: bool | None = None

    def load(self, form: Sheets) -> Verdict | None:
        """Load a form in both engines; a verdict only where there is nothing to walk."""
        xml = form.xform()
        if xml is None:
            return Verdict(skipped="pyxform refuses")
        self._xml = xml
        self._dialects = []
        self._testifies = None
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

    def predict(self, ops: Sequence[Op]) -> list[Prediction]:
        """What JavaRosa should say on a walk through the loaded form, this way or that."""
        if not self._dialects:
            self._dialects = [Dialect()]
            if "jr:choice-name" in self._xml:
                self._dialects += [Dialect(peeking=True), Dialect(early=True)]
            for engine in self._dialects:
                engine.load(self._xml, self.media)
        return [Prediction(engine.walk(ops, prompts=True)) for engine in self._dialects]

    def testify(self, ops: Sequence[Op]) -> list[states.State]:
        """The states of the witness; none where there is no witness or it cannot follow."""
        if self.witness is None or self._testifies is False:
            return []
        try:
            if self._testifies is None:
                self._testifies = False
                self.witness.load(self._xml, self.media)
                self._testifies = True
            record = self.witness.walk(ops)
        except PeerError:
            self._testifies = False
            return []
        halt = broken_at(record)
        return list(states.replay(record))[: None if halt is None else halt + 1]

    def _sort(
        self,
        case: Case,
        theirs: dict[str, Any],
        ours: dict[str, Any],
        broken: int | None,
        verdict: Verdict,
    ) -> None:
        seen = Seen(case, self, verdict)
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


class Prediction:
    """A walk of our engine with JavaRosa's habits."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._states = list(states.replay(record))
        self.prompts: dict[str, Any] = record["prompts"]
        self.sent = states.sent(record["xml"])

    def failed(
        self, step: int, theirs: states.State, found: Sequence[Difference]
    ) -> list[Difference]:
        """Of the differences found after a step, those on which JavaRosa is not as predicted.

        Of a node that only one engine shows, everything else must be as predicted, too.
        """
        whole = {one.ref for one in found if one.what in ("rel", "present")}
        single = {(one.ref, one.what) for one in found}
        return [
            one
            for one in states.differences(step, theirs, self._states[step + 1])
            if one.ref in whole or (one.ref, one.what) in single
        ]


class Seen:
    """What has been seen of a walk so far, and which names have differed for no known reason."""

    def __init__(self, case: Case, judge: Judge, verdict: Verdict) -> None:
        self.case = case
        self.judge = judge
        self.verdict = verdict
        self.reads = readers(case.form.survey)
        self.differing: set[str] = set()
        self.tainted: set[str] = set()
        self.apart: set[str] = set()
        self.history: list[states.State] = []

    @functools.cached_property
    def predictions(self) -> list[Prediction]:
        """Made at the first difference: most walks have none."""
        return self.judge.predict(self.case.ops)

    @functools.cached_property
    def testimony(self) -> list[states.State]:
        """What Web Forms says on the walk."""
        return self.judge.testify(self.case.ops)

    def _against(
        self, step: int, one: states.State, found: Sequence[Difference]
    ) -> Iterator[Difference]:
        """Differences on which Web Forms says the same as JavaRosa, from the same inputs."""
        if step + 1 >= len(self.testimony):
            return
        web = self.testimony[step + 1]
        other = states.differences(step, one, web)
        apart = {(difference.ref, difference.what) for difference in other}
        hidden = {ref for ref, what in apart if what in ("rel", "present")}
        self.apart |= {name for difference in other for name in names(difference)}
        for difference in found:
            shown = difference.ref in web or (difference.what == "present" and difference.ours)
            shown = shown and (
                difference.what in ("rel", "present") or difference.ref not in hidden
            )
            name = states.plain(difference.ref).rsplit("/", 1)[-1]
            same = not (self.reads.get(name, {name}) - names(difference)) & self.apart
            if shown and same and (difference.ref, difference.what) not in apart:
                yield replace(difference, what=f"{difference.what}{BOTH}")

    def step(self, step: int, one: states.State, other: states.State) -> None:
        """Compare the states after one operation."""
        self.verdict.states += len(one)
        self.history.append(one)
        found = states.differences(step, one, other)
        if not found:
            return
        left = self._left(step, one, found)
        wrong = {difference.ref for difference in left}
        for difference in roots(found, self.reads, self.differing):
            if difference.ref not in wrong:
                self._explained(difference)
        self.verdict.unexplained += roots(left, self.reads, self.tainted)
        if self.judge.witness is not None:
            self.verdict.unexplained += self._against(step, one, found)
        self.differing |= {name for difference in found for name in names(difference)}
        self.tainted |= {name for difference in left for name in names(difference)}

    def _left(self, step: int, one: states.State, found: Sequence[Difference]) -> list[Difference]:
        """What no prediction says: each expression may have been earlier or later than a list."""
        each = [prediction.failed(step, one, found) for prediction in self.predictions]
        others = [{(failed.ref, failed.what) for failed in one} for one in each[1:]]
        return [
            failed
            for failed in each[0]
            if all((failed.ref, failed.what) in other for other in others)
        ]

    @property
    def place(self) -> explained.Place:
        """Where the walk is now."""
        return explained.Place(self.case.form, self.case.ops, self.history)

    def _explained(self, difference: Difference) -> None:
        self._count(explained.rule_for(difference, self.place) or "several habits")

    def _count(self, rule: str) -> None:
        self.verdict.explained[rule] = self.verdict.explained.get(rule, 0) + 1

    def prompts(self, step: int, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
        """Compare wording and choices at the end."""
        for ref in sorted(theirs.keys() & ours.keys()):
            for what in ("label", "hint", "choices"):
                said = theirs[ref][what]
                if _folded(said) == _folded(ours[ref][what]):
                    continue
                difference = Difference(step, ref, what, said, ours[ref][what])
                foreseen = [each.prompts.get(ref, {}).get(what) for each in self.predictions]
                self._file(difference, known=_folded(said) in map(_folded, foreseen))

    def _file(self, difference: Difference, *, known: bool) -> None:
        if known:
            self._explained(difference)
        else:
            self.verdict.unexplained.append(difference)

    def _sent_as(self, ref: str, texts: list[str] | None) -> bool:
        return any(each.sent.get(ref) == texts for each in self.predictions)

    def submission(self, step: int, theirs: str, ours: str) -> None:
        """Compare what would be sent."""
        if not theirs:
            return
        one, other = states.sent(theirs), states.sent(ours)
        for ref in sorted(one.keys() | other.keys()):
            if one.get(ref) != other.get(ref):
                difference = Difference(step, ref, "xml", one.get(ref), other.get(ref))
                self._file(difference, known=self._sent_as(ref, one.get(ref)))


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
