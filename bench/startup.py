"""How long start-up takes; prints JSON.

The plain and the fast import of aiogram, and `hulei demo` with a new town: until its first page is
answered and until everything is ready. Each figure is the median of several new processes
(`python -m bench.startup [rounds]`), seconds of wall clock; `*_mb` is the process's peak memory.
`first_page_in_time`: within half of the plain import plus 2 s (issue 2).
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PLAIN = "import aiogram"
FAST = "from bot.fast_aiogram import load_aiogram; assert load_aiogram()"
MEASURED = """
import json, resource, time
began = time.perf_counter()
{code}
took = time.perf_counter() - began
print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
WITHIN_S = 300.0
LOOK_EVERY_S = 0.02


def measure(code: str, rounds: int) -> tuple[float, float]:
    """Median seconds and MB of new processes that run `code`."""
    results = []
    for _ in range(rounds):
        command = [sys.executable, "-c", MEASURED.format(code=code)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        results.append(json.loads(done.stdout))
    return median(seconds for seconds, _ in results), median(size for _, size in results)


def start_demo() -> tuple[float, float]:
    """Seconds until the first page and until the demo is ready, with a new town."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--folder", folder]
        demo = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert demo.stdout is not None
            address = next(line.strip() for line in demo.stdout if line.startswith("http://"))
            place = urlsplit(address).netloc
            until(lambda: b"app.js" in fetch(place, "/"))
            first_page = time.perf_counter() - began
            until(lambda: bool(json.loads(fetch(place, "/ready"))["ready"]))
            ready = time.perf_counter() - began
        finally:
            demo.terminate()
            demo.communicate()
    return first_page, ready


def fetch(place: str, path: str) -> bytes:
    """The body of an answer."""
    connection = http.client.HTTPConnection(place, timeout=WITHIN_S)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def until(holds: Callable[[], bool]) -> None:
    """Look again and again."""
    end = time.perf_counter() + WITHIN_S
    while not holds():
        if time.perf_counter() > end:
            raise TimeoutError("the demo did not start")
        time.sleep(LOOK_EVERY_S)


def main(rounds: int = 3) -> None:
    """Measure and print."""
    plain, plain_mb = measure(PLAIN, rounds)
    fast, fast_mb = measure(FAST, rounds)
    starts = [start_demo() for _ in range(rounds)]
    first_page, ready = (median(figures) for figures in zip(*starts, strict=True))
    figures = {
        "plain_import_s": round(plain, 2),
        "fast_import_s": round(fast, 2),
        "ratio": round(fast / plain, 2),
        "plain_import_mb": round(plain_mb),
        "fast_import_mb": round(fast_mb),
        "first_page_s": round(first_page, 2),
        "ready_s": round(ready, 2),
        "first_page_in_time": first_page <= plain / 2 + 2,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
