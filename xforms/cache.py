"""The compiled form as bytes: loading it costs milliseconds instead of a compilation."""

from __future__ import annotations

import hashlib
import hmac
import io
import marshal
import pickle
import sys
from typing import Any

from xforms.faults import refused
from xforms.form import Form
from xforms.program import dump_codes, load, load_codes

_MAGIC = b"XFC1"


def _stamp() -> bytes:
    """Bytes that change with the version of Python."""
    return f"{sys.implementation.cache_tag}:{sys.version_info[:3]}".encode()


def write(form: Form) -> bytes:
    """Everything of a form; valid for this version of Python and of the engine."""
    body = marshal.dumps(
        (dump_codes(form.codes), pickle.dumps((form.plan, form.instances), protocol=5))
    )
    check = hashlib.sha256(_stamp() + body).digest()
    return _MAGIC + check + body


def read(content: bytes) -> Form:
    """A form from the cache. The bytes must come from a place that only we can write.

    Raises:
        FormRefused: damaged, or made by another version: compile the form again.
    """
    check, body = content[4:36], content[36:]
    good = content[:4] == _MAGIC and hmac.compare_digest(
        check, hashlib.sha256(_stamp() + body).digest()
    )
    if not good:
        raise refused(
            "FORM-CACHE", "The compiled form is of another version.", "Compile it again."
        )
    codes_bytes, pickled = marshal.loads(body)  # noqa: S302 - checked, and our own
    plan, instances = _Reader(io.BytesIO(pickled)).load()
    codes = load_codes(codes_bytes)
    return Form(plan, instances, codes, load(codes, plan.count))


class _Reader(pickle.Unpickler):
    """Takes classes of the engine alone."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("xforms."):
            return super().find_class(module, name)
        raise refused("FORM-CACHE", "The compiled form is damaged.", "Compile it again.")
