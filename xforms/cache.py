"""The compiled form as bytes: loading it costs milliseconds instead of a compilation."""

from __future__ import annotations

import gc
import hashlib
import hmac
import io
import marshal
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from xforms.faults import refused
from xforms.form import Form, Texts
from xforms.program import dump_codes, load, load_codes

_MAGIC = b"XFC4"
_CHECK_BYTES = 32


def _stamp() -> bytes:
    """Bytes that change with the version of Python."""
    return f"{sys.implementation.cache_tag}:{sys.version_info[:3]}".encode()


def write(form: Form) -> bytes:
    """Everything of a form; valid for this version of Python and of the engine."""
    texts = {
        language: pickle.dumps(table, protocol=5)
        for language, table in form.texts.everything().items()
    }
    schema = replace(form.schema, texts={})
    plan = replace(form.plan, schema=schema)
    body = marshal.dumps(
        (dump_codes(form.codes), pickle.dumps((plan, form.instances), protocol=5), texts)
    )
    return _MAGIC + _check(body) + body


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(_stamp() + body, digest_size=_CHECK_BYTES).digest()


def read(content: bytes) -> Form:
    """A form from the cache. The bytes must come from a place that only we can write.

    Raises:
        FormRefused: damaged, or made by another version: compile the form again.
    """
    start = len(_MAGIC) + _CHECK_BYTES
    check, body = content[len(_MAGIC) : start], content[start:]
    if content[: len(_MAGIC)] != _MAGIC or not hmac.compare_digest(check, _check(body)):
        raise refused(
            "FORM-CACHE", "The compiled form is of another version.", "Compile it again."
        )
    codes_bytes, pickled, texts = marshal.loads(body)  # noqa: S302 - checked, and our own
    with _no_collection():
        plan, instances = _loads(pickled)
    codes = load_codes(codes_bytes)
    functions = load(codes, plan.count)
    return Form(plan, instances, codes, functions, texts=Texts({}, texts, _loads))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Thousands of objects that all stay are no garbage to look for: it takes a third longer."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _loads(content: bytes) -> Any:
    return _Reader(io.BytesIO(content)).load()


class _Reader(pickle.Unpickler):
    """Takes classes of the engine alone."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("xforms."):
            return super().find_class(module, name)
        raise refused("FORM-CACHE", "The compiled form is damaged.", "Compile it again.")
