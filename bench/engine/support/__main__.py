"""`python -m bench.engine.support`: write docs/forms-support.md; --peers asks them anew."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench.engine import peers
from bench.engine.expressions import recorded
from bench.engine.fuzz import attachments
from bench.engine.subject import Ours
from bench.engine.support.matrix import document, results

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "tests" / "differential"
TARGET = ROOT / "docs" / "forms-support.md"


def ask_peers(media: Path) -> None:
    """Run every probe in both peers and keep what held."""
    with peers.javarosa(peers.CLOCK) as javarosa, peers.web(peers.CLOCK) as web:
        held = {"JavaRosa": results(javarosa, media), "Web Forms": results(web, media)}
    (KEPT / "support.json").write_text(json.dumps(held, ensure_ascii=False, indent=0) + "\n")


def written(media: Path) -> str:
    """The document as it should be now."""
    held = json.loads((KEPT / "support.json").read_text(encoding="utf-8"))
    return document(Ours(), media, recorded(KEPT / "expressions.json"), held)


def main(argv: Sequence[str] | None = None) -> None:
    """Write the document."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.support", description=__doc__)
    parser.add_argument("--peers", action="store_true", help="ask JavaRosa and Web Forms anew")
    args = parser.parse_args(argv)
    media = attachments()
    if args.peers:
        ask_peers(media)
    TARGET.write_text(written(media), encoding="utf-8")
    lines = TARGET.read_text(encoding="utf-8").splitlines()
    print("\n".join(line for line in lines if line.startswith("- ")))


if __name__ == "__main__":
    main()
