"""ODK's engines, JavaRosa and Web Forms, as child processes that speak JSON lines."""

from __future__ import annotations

import importlib.resources
import json
import os
import select
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

HERE = Path(__file__).parent
# Built and downloaded things live outside version control; `.cache/` is git-ignored.
CACHE = Path(os.environ.get("HULEI_PEERS", HERE.parent.parent / ".cache" / "engine-peers"))
# Where the clock of every engine stands, so that a run can be repeated.
CLOCK = datetime(2026, 1, 15, 10, tzinfo=UTC)
JAR = "validators/odk_validate/bin/ODK_Validate.jar"

Op = Mapping[str, Any]


class PeerMissingError(Exception):
    """A peer cannot run here; the text says what is not installed."""


class PeerError(Exception):
    """The peer refused the form or a request; the text is the peer's own message."""


class Engine(Protocol):
    """What a peer and the engine under test have alike."""

    def load(self, xml: str, media: Path | None = None) -> dict[str, Any]:
        """Load a form; PeerError where it is refused."""
        ...

    def walk(self, ops: Sequence[Op], *, prompts: bool = False) -> dict[str, Any]:
        """Replay operations in a fresh run of the loaded form."""
        ...


def validator_jar() -> Path:
    """The fat jar of ODK Validate that ships in pyxform's wheel; it contains JavaRosa."""
    jar = Path(str(importlib.resources.files("pyxform") / JAR))
    if not jar.exists():
        raise PeerMissingError("pyxform is installed without ODK_Validate.jar")
    return jar


def _newest(paths: Sequence[Path]) -> float:
    return max(path.stat().st_mtime for path in paths)


def build_javarosa() -> Path:
    """Compile the Java runner if a source is newer than its classes; the class folder."""
    if not shutil.which("javac"):
        raise PeerMissingError("javac (a JDK, version 11 or later) is not on the path")
    sources = sorted((HERE / "javarosa").glob("*.java"))
    classes = CACHE / "java"
    stamp = classes / "Peer.class"
    if not stamp.exists() or stamp.stat().st_mtime < _newest(sources):
        classes.mkdir(parents=True, exist_ok=True)
        command = ["javac", "-nowarn", "-cp", str(validator_jar()), "-d", str(classes)]
        subprocess.run([*command, *map(str, sources)], check=True, capture_output=True)
        stamp.touch()
    return classes


def build_clock() -> Path | None:
    """Compile the preload that sets JavaRosa's clock; None where there is no C compiler."""
    source, target = HERE / "javarosa" / "clock.c", CACHE / "clock.so"
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return target
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return target


def build_web() -> Path:
    """Install the Node packages of the web runner once; the folder that holds node_modules."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise PeerMissingError("node and npm are not on the path")
    folder = CACHE / "web"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "runner.mjs", "browser.mjs"):
        shutil.copyfile(HERE / "web" / name, folder / name)
    if not (folder / "node_modules" / "@getodk" / "xforms-engine").exists():
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


class Peer:
    """One engine as a child process; requests and answers are single lines of JSON."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.patience: float | None = None
        """Seconds to wait for an answer; then the child is ended and begun again."""
        self._command = command
        self._env = env
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self._env},
        )

    def request(self, **message: Any) -> dict[str, Any]:
        """Send one request and wait for its answer; PeerError carries the peer's message."""
        wire_in, wire_out = self._wires()
        wire_in.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        wire_in.flush()
        ready = select.select([wire_out], [], [], self.patience)[0]
        if not ready:
            self._process.kill()
            self._process.wait()
            raise PeerError("no answer in time")
        line = wire_out.readline()
        if not line:
            raise PeerError("the peer ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise PeerError(str(answer["error"]))
        return answer

    def _wires(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.poll() is not None:
            self._process = self._start()
        wire_in, wire_out = self._process.stdin, self._process.stdout
        assert wire_in is not None
        assert wire_out is not None
        return wire_in, wire_out

    def load(self, xml: str, media: Path | None = None) -> dict[str, Any]:
        """Load a form (XForm text, folder with its attachments)."""
        return self.request(cmd="load", xml=xml, media=str(media) if media else None)

    def walk(self, ops: Sequence[Op], *, prompts: bool = False) -> dict[str, Any]:
        """Replay operations in a fresh run: `initial`, `steps[].changed`, `final`, `xml`."""
        return self.request(cmd="walk", ops=list(ops), prompts=prompts)

    def close(self) -> None:
        """End the child."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def javarosa(clock: datetime | None = None, *, memory: str = "512m") -> Peer:
    """JavaRosa in a JVM of its own, its clock beginning at `clock` (UTC zone)."""
    env = {"TZ": "UTC"}
    shim = build_clock() if clock else None
    if clock and shim:
        env |= {"LD_PRELOAD": str(shim), "HULEI_CLOCK": str(int(clock.timestamp()))}
    path = os.pathsep.join([str(build_javarosa()), str(validator_jar())])
    return Peer(["java", f"-Xmx{memory}", "-XX:+UseSerialGC", "-cp", path, "Peer"], env)


def web(clock: datetime | None = None) -> Peer:
    """@getodk/xforms-engine in Node, its clock standing at `clock`."""
    env = {"TZ": "UTC", "HULEI_CLOCK": str(int(clock.timestamp() * 1000)) if clock else ""}
    return Peer(["node", str(build_web() / "runner.mjs")], env)
