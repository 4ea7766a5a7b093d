"""How long start-up takes: the plain and the fast import of aiogram; prints JSON.

Each figure is the best of several new processes (`python -m bench.startup [rounds]`), seconds of
wall clock; `*_mb` is the process's peak memory.
"""

from __future__ import annotations

import json
import subprocess
import sys

PLAIN = "import aiogram"
FAST = "from bot.fast_aiogram import load_aiogram; assert load_aiogram()"
MEASURED = """
import json, resource, time
began = time.perf_counter()
{code}
took = time.perf_counter() - began
print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(code: str, rounds: int) -> tuple[float, float]:
    """Best seconds and least MB of new processes that run `code`."""
    results = []
    for _ in range(rounds):
        command = [sys.executable, "-c", MEASURED.format(code=code)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results.append(json.loads(done.stdout))
    return min(seconds for seconds, _ in results), min(size for _, size in results)


def main(rounds: int = 3) -> None:
    """Measure and print."""
    plain, plain_mb = measure(PLAIN, rounds)
    fast, fast_mb = measure(FAST, rounds)
    figures = {
        "plain_import_s": round(plain, 2),
        "fast_import_s": round(fast, 2),
        "ratio": round(fast / plain, 2),
        "plain_import_mb": round(plain_mb),
        "fast_import_mb": round(fast_mb),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
