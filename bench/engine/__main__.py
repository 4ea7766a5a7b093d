"""`python -m bench.engine --form F --answers A`: the speed of our engine on one form, as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench.engine.timing import answers_of, attachments, measure


def main(argv: Sequence[str] | None = None) -> None:
    """Print load_ms, start_ms, answer_us and state_bytes."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--form", type=Path, required=True, help="an XForm (.xml)")
    parser.add_argument("--answers", type=Path, required=True, help="a walk_NN.answers.json")
    args = parser.parse_args(argv)
    xml = args.form.read_text(encoding="utf-8")
    media = attachments(args.form.parent)
    print(json.dumps(measure(xml, media, answers_of(args.answers)), indent=1))


if __name__ == "__main__":
    main()
