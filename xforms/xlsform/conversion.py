"""Workbook → XForm in a limited child process; whatever goes wrong is a refusal with faults."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xforms.faults import FormFault, FormRefused
from xforms.xlsform.limits import CHILD_WALL_SECONDS, MAX_FILE_BYTES
from xforms.xlsform.workbooks import Workbook, from_json, to_json

_ROOT = Path(__file__).resolve().parents[2]  # so that the child finds this very package


@dataclass(frozen=True)
class Converted:
    """The XForm; ``itemsets`` is the CSV that select_one_external asks for, where there is one."""

    xform: str
    warnings: tuple[FormFault, ...] = ()
    itemsets: str | None = None


def read_workbook(data: bytes) -> Workbook:
    """Read the sheets of an .xlsx or .xls file, all of them, with Excel's row numbers.

    Blocks for 0.5–2 s: call it off the event loop. Raises FormRefused, and nothing else.
    """
    if len(data) > MAX_FILE_BYTES:
        raise FormRefused([_file_fault("file.size", "文件太大", "不超过 5 MB")])
    answer = ask({"op": "read", "bytes": base64.b64encode(data).decode("ascii")})
    return from_json(answer["workbook"])


def convert(workbook: Workbook, *, form_name: str | None = None) -> Converted:
    """Make the XForm of a workbook; sheets that XLSForm does not know are left aside.

    ``form_name`` is the name of the primary instance's root, by default one that no question has.
    Blocks for 1–2 s and more: call it off the event loop. Raises FormRefused, and nothing else.
    """
    answer = ask({"op": "convert", "workbook": to_json(workbook), "form_name": form_name})
    warnings = tuple(FormFault(**warning) for warning in answer["warnings"])
    return Converted(answer["xform"], warnings, answer["itemsets"])


def ask(request: Mapping[str, Any], child: str = "xforms.xlsform.child") -> Mapping[str, Any]:
    """The answer of a limited child process, a module of ours, to one JSON request.

    Raises FormRefused, also for a child that was stopped by a limit.
    """
    try:
        done = subprocess.run(  # noqa: S603 - one of our own modules
            [sys.executable, "-s", "-m", child],
            input=json.dumps(request).encode("utf-8", "surrogatepass"),
            capture_output=True,
            timeout=CHILD_WALL_SECONDS,
            cwd=_ROOT,
            env=_bare_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FormRefused([_too_much()]) from error
    try:
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError as error:  # the child was stopped by a limit before it could answer
        raise FormRefused([_too_much()]) from error
    if faults := answer.get("faults"):
        raise FormRefused(FormFault(**fault) for fault in faults)
    return answer


def _bare_environment() -> dict[str, str]:
    """No keys or tokens of ours for a process that reads strangers' files."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}


def _too_much() -> FormFault:
    remedy = "删去多余的行、图片和格式后再发；名单很长时改用外部文件"
    return _file_fault("convert.limit", "转换这份表单太费时间或内存", remedy)


def _file_fault(code: str, what: str, remedy: str) -> FormFault:
    return FormFault(code, "", None, "", what, remedy)
