"""Bytes from strangers, looked at in a child process that limits itself and is ended in time."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


async def run_child(script: Path, given: bytes, *words: str, within_s: float) -> bytes:
    """What the script writes when it reads `given`; nothing if it fails or takes longer.

    `words` are its arguments. The child gets no environment and runs isolated (`-I`).
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(script),
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(given), within_s)
    except TimeoutError:
        out = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return out if child.returncode == 0 else b""
