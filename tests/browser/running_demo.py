"""`hulei demo` as a process of its own, started as a visitor starts it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 180
STOPPED_WITHIN_S = 30


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[str]:
    """Start it on a free port with a new town; gives the address it printed."""
    log = folder / "log.txt"
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", "0"),
            *("--folder", str(folder)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
        )
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            address = await _address_when_ready(process)
        yield address
        process.terminate()
        async with asyncio.timeout(STOPPED_WITHIN_S):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert log.read_text() == "", "nothing was complained of"


async def _address_when_ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    address = ""
    async for raw in process.stdout:
        line = raw.decode().strip()
        if line.startswith("http://"):
            address = line
        if "就绪" in line:
            return address
    raise AssertionError("the demo ended before it was ready")
