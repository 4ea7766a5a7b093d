"""Random expressions in three engines: `python -m bench.engine.formulas --count N --seed S`."""

from __future__ import annotations

import argparse
import collections
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.engine import peers
from bench.engine.expressions import Said, evaluate_all
from bench.engine.generate.formulas import Formulas
from bench.engine.generate.model import Dice
from bench.engine.states import canonical
from bench.engine.subject import Ours

CHUNK = 500
# What reads its own value may keep Web Forms busy without end.
PATIENCE_S = 15.0


@dataclass(frozen=True)
class Compared:
    """One expression with what each engine says; None where it refuses."""

    text: str
    javarosa: str | None
    web: str | None
    ours: str | None

    @property
    def kind(self) -> str:
        """How the three stand to each other."""
        if self.javarosa is None and self.web is None:
            return "refused by both"
        if self.javarosa == self.web:
            return "alike" if self.ours == self.web else "FAULT"
        if self.ours == self.javarosa:
            return "apart, ours as JavaRosa"
        if self.ours == self.web:
            return "apart, ours as Web Forms"
        return "apart, ours neither"


def drawn(start: int, count: int) -> list[str]:
    """Different expressions that follow from a seed."""
    found: dict[str, None] = {}
    at = start * 1_000_000
    while len(found) < count:
        found.setdefault(Formulas(Dice(at)).formula())
        at += 1
    return list(found)


def compared(
    texts: Sequence[str], javarosa: peers.Engine, web: peers.Engine
) -> Iterator[Compared]:
    """Every expression in the three engines."""
    for at in range(0, len(texts), CHUNK):
        chunk = texts[at : at + CHUNK]
        said = [evaluate_all(engine, chunk) for engine in (javarosa, web, Ours())]
        for text, one, other, own in zip(chunk, *said, strict=True):
            yield Compared(text, _value(one), _value(other), _value(own))


def _value(said: Said) -> str | None:
    return canonical(said["v"]) if "v" in said else None


def listed(found: Mapping[str, Sequence[Compared]], wanted: Sequence[str]) -> Iterator[str]:
    """The counts, and the expressions of the wanted kinds, short ones first."""
    for kind in sorted(found):
        yield f"{len(found[kind])} {kind}"
    for kind in wanted:
        for one in sorted(found.get(kind, ()), key=lambda one: len(one.text)):
            said = f"JavaRosa {one.javarosa!r} Web {one.web!r} ours {one.ours!r}"
            yield f"{kind}: {one.text!r} {said}"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 1 if we differ where both official engines agree."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.formulas", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", nargs="*", default=["FAULT"], help="kinds to print")
    args = parser.parse_args(argv)
    found: dict[str, list[Compared]] = collections.defaultdict(list)
    with peers.javarosa(peers.CLOCK) as javarosa, peers.web(peers.CLOCK) as web:
        web.patience = PATIENCE_S
        for one in compared(drawn(args.seed, args.count), javarosa, web):
            found[one.kind].append(one)
    print("\n".join(listed(found, args.show)))
    return 1 if found["FAULT"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
