"""The limited process that opens zip files and lists: ``python -m xforms.attached.child``.

One JSON request on stdin, one JSON answer on stdout; whatever goes wrong is faults.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from xforms.attached import zips
from xforms.attached.lists import look_at
from xforms.attached.needs import Choosing, Need
from xforms.compile import compile_form
from xforms.faults import FormFault, FormRefused
from xforms.xlsform.child_limits import limit_ourselves


def main() -> None:
    """Answer the request on stdin within the limits."""
    limit_ourselves()
    answer_to, sys.stdout = sys.stdout, sys.stderr
    json.dump(answer(json.load(sys.stdin)), answer_to, ensure_ascii=False)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to one request; faults instead of exceptions, of whatever kind."""
    try:
        if request["op"] == "unzip":
            return {"files": [[n, _text(c)] for n, c in zips.members(_bytes(request["bytes"]))]}
        if request["op"] == "compile":
            compile_form(_bytes(request["bytes"]))
            return {}
        return {"looked": [asdict(_look(one)) for one in request["lists"]]}
    except FormRefused as refusal:
        return {"faults": [asdict(fault) for fault in refusal.faults]}
    except MemoryError:
        return {"faults": [asdict(FormFault("FILE-LIMIT"))]}


def _look(one: Mapping[str, Any]) -> Any:
    choosing = [Choosing(v, tuple(f), s) for v, f, s in one["choosing"]]
    need = Need(one["name"], set(one["columns"]), choosing, set(one["keys"]))
    return look_at(need, _bytes(one["bytes"]))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


if __name__ == "__main__":
    main()
