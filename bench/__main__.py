"""`make bench`: every figure in one run — start-up, taps, the form engine beside its peers."""

from __future__ import annotations

import subprocess
import sys

PARTS = ("bench.startup", "bench.taps", "bench.engine.compare")


def main() -> int:
    """Run each part as a process of its own, so that none warms another's caches."""
    worst = 0
    for part in PARTS:
        print(f"== {part}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", part], check=False).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
