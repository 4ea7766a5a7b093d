"""Random walks, ours beside JavaRosa: `python -m bench.engine.fuzz --walks N --seed S`."""

from __future__ import annotations

import argparse
import atexit
import collections
import functools
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.engine import peers, states
from bench.engine.generate.forms import MEDIA, sheets
from bench.engine.generate.model import Dice, Sheets
from bench.engine.generate.walks import Op, walk
from bench.engine.judge import BOTH, Case, Judge, Verdict, names
from bench.engine.peers import CLOCK, Engine
from bench.engine.shrink import shrink
from bench.engine.states import Difference

WALKS_PER_FORM = 5
# Some forms keep a peer busy for minutes: such a walk is not compared.
PATIENCE_S = 10.0


class Tally:
    """Counts of a run of the fuzzer, and the small cases that nothing explains."""

    def __init__(self) -> None:
        self.forms = self.walks = self.states = 0
        self.skipped: collections.Counter[str] = collections.Counter()
        self.explained: collections.Counter[str] = collections.Counter()
        self.unexplained = 0
        self.cases: dict[str, tuple[Case, Difference]] = {}

    def add(self, verdict: Verdict) -> None:
        """Count one walk."""
        self.walks += 1
        self.states += verdict.states
        if verdict.skipped:
            self.skipped[verdict.skipped] += 1
        self.explained.update(verdict.explained)
        self.unexplained += bool(verdict.unexplained)


def signature(case: Case, difference: Difference) -> str:
    """What makes two small cases the same finding: the property and the logic of the row."""
    name = states.plain(difference.ref).rsplit("/", 1)[-1]
    row = next((row for row in case.form.survey if row.get("name") == name), {})
    logic = " ".join(row.get(key, "") for key in ("type", "calculation", "relevant", "constraint"))
    functions = sorted({part.split("(")[0] for part in logic.replace("(", "( ").split()})
    return difference.what + ": " + " ".join(word for word in functions if word[:1].isalpha())[:60]


def alike(one: Difference, other: Difference) -> bool:
    """Whether a smaller case still shows the same finding; for a refusal, the same fault."""
    if one.what != other.what or names(one) != names(other):
        return False
    if one.what in ("refused", "broke"):
        return str(one.ours)[:40] == str(other.ours)[:40]
    return [bool(one.theirs), bool(one.ours)] == [bool(other.theirs), bool(other.ours)]


class Fuzzer:
    """Draws forms and walks, judges them and shrinks what is not explained."""

    def __init__(self, judge: Judge, most_cases: int) -> None:
        self.judge = judge
        self.tally = Tally()
        self.most_cases = most_cases
        self._seen: collections.Counter[str] = collections.Counter()

    def form(self, form: Sheets, ops: Sequence[Sequence[Op]]) -> None:
        """One form with its walks."""
        self.tally.forms += 1
        verdict = self.judge.load(form)
        if verdict is not None:
            self.tally.add(verdict)
            if verdict.unexplained:
                self.keep(Case(form, []), verdict.unexplained[0])
            return
        for one in ops:
            case = Case(form, one)
            verdict = self.judge.walk(case)
            self.tally.add(verdict)
            if verdict.unexplained:
                self.keep(case, verdict.unexplained[0])
                self.judge.load(form)

    def keep(self, case: Case, first: Difference) -> None:
        """Shrink a finding and keep it unless one like it is there already."""
        rough = signature(case, first)
        self._seen[rough] += 1
        if len(self.tally.cases) >= self.most_cases or self._seen[rough] > 2:
            return

        def fails(smaller: Case) -> bool:
            found = self.judge.judge(smaller).unexplained
            return bool(found) and alike(found[0], first)

        small = shrink(case, fails)
        found = self.judge.judge(small).unexplained
        if found:
            self.tally.cases.setdefault(signature(small, found[0]), (small, found[0]))
        else:  # it does not show every time: better large than lost
            self.tally.cases.setdefault(rough, (case, first))


def each_number(start: int, most: int, use: Callable[[int], None]) -> None:
    """Hand `most` different numbers drawn by Hypothesis from the seed `start` to `use`."""

    @seed(start)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64 - 1))
    def draw(number: int) -> None:
        use(number)

    draw()


def drawn(number: int, walks: int) -> tuple[Sheets, list[list[Op]]]:
    """The form and the walks that follow from a number."""
    dice = Dice(number)
    form = sheets(dice)
    return form, [walk(dice, form) for _ in range(walks)]


def run(judge: Judge, *, count: int, start: int, most_cases: int) -> Tally:
    """Judge `count` walks drawn from the seed `start`; the same seed draws the same walks."""
    fuzzer = Fuzzer(judge, most_cases)

    def use(number: int) -> None:
        fuzzer.form(*drawn(number, WALKS_PER_FORM))

    each_number(start, max(1, count // WALKS_PER_FORM), use)
    return fuzzer.tally


@functools.cache
def attachments() -> Path:
    """A folder with the files that generated forms refer to."""
    folder = Path(tempfile.mkdtemp(prefix="hulei-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, text in MEDIA.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def subject(name: str) -> Engine:
    """The engine to hold against JavaRosa: ours, or Web Forms to see where the peers differ."""
    if name == "web":
        return peers.web(CLOCK)
    from bench.engine.subject import Ours  # our engine is not needed to compare the peers

    return Ours()


def describe(case: Case, difference: Difference, web: Engine | None, media: Path) -> str:
    """A finding for a reader: the rows, the walk, and what each engine says at the place."""
    lines = [json.dumps(row, ensure_ascii=False) for row in case.form.survey]
    lines += [f"  op {json.dumps(op, ensure_ascii=False)}" for op in case.ops]
    lines.append(f"  after step {difference.step} {difference.ref} {difference.what}")
    lines.append(f"  JavaRosa {difference.theirs!r}  ours {difference.ours!r}")
    if web is not None:
        lines.append(f"  Web {_web_says(case, difference, web, media)!r}")
    return "\n".join(lines)


def _web_says(case: Case, difference: Difference, web: Engine, media: Path) -> Any:
    try:
        web.load(case.form.xform() or "", media)
        record = web.walk(case.ops, prompts=True)
    except peers.PeerError as fault:
        return f"refuses: {fault}"
    if difference.what in ("label", "hint", "choices"):
        return record["prompts"].get(difference.ref, {}).get(difference.what)
    state = list(states.replay(record))[difference.step + 1].get(difference.ref)
    what = difference.what.removesuffix(BOTH)
    return state if what == "present" or not state else state.get(what)


def report(tally: Tally, seconds: float) -> str:
    """The counts, as the command prints them."""
    lines = [
        f"{tally.forms} forms, {tally.walks} walks, {tally.states} states, {seconds:.0f} s",
        f"walks with an unexplained difference: {tally.unexplained}",
    ]
    lines += [f"  explained by {rule}: {n}" for rule, n in tally.explained.most_common()]
    lines += [f"  not compared, {why}: {n} walks" for why, n in tally.skipped.most_common()]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 1 if anything is unexplained."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.fuzz", description=__doc__)
    parser.add_argument("--walks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=12, help="findings to shrink and print")
    parser.add_argument("--subject", choices=("ours", "web"), default="ours")
    parser.add_argument("--web", action="store_true", help="also ask Web Forms about findings")
    parser.add_argument(
        "--both", action="store_true", help="a finding wherever Web Forms agrees with JavaRosa"
    )
    args = parser.parse_args(argv)
    media = attachments()
    begun = time.monotonic()
    web = peers.web(CLOCK) if args.web or args.both else None
    if web is not None:
        web.patience = PATIENCE_S
    with peers.javarosa(CLOCK) as oracle:
        oracle.patience = PATIENCE_S
        judge = Judge(oracle, subject(args.subject), media, web if args.both else None)
        tally = run(judge, count=args.walks, start=args.seed, most_cases=args.cases)
    print(report(tally, time.monotonic() - begun))
    for name, (case, difference) in tally.cases.items():
        print(f"\n## {name}\n{describe(case, difference, web, media)}")
    if web is not None:
        web.close()
    return 1 if tally.unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
