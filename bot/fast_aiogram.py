"""Import aiogram in a third of its time: its models are built on first use, not at import.

aiogram asks pydantic to build each of its 900 models while it is imported, and most of them
contain the whole graph of a message. Here the building is put off; nothing stays patched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from pydantic import BaseModel

log = structlog.get_logger()

PROBE = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": 1, "type": "private"},
        "text": "probe",
    },
}
"""An update that a well built aiogram understands."""

_NAME = re.compile(r"\w+")


def load_aiogram() -> bool:
    """Import aiogram with its models put off; True if that worked (or it was loaded already).

    When anything is off, what was half loaded is forgotten and the plain import follows, which
    costs seconds and nothing else. Call it before the first `import aiogram`.
    """
    if "aiogram" in sys.modules:
        return True
    try:
        _load_with_models_put_off()
    except Exception:
        log.warning("aiogram_plain_import", exc_info=True)
        _forget_aiogram()
        import aiogram as _plain  # noqa: F401

        return False
    return True


def _load_with_models_put_off() -> None:
    with _models_put_off():
        import aiogram.methods
        import aiogram.types
    _name_what_models_mean(vars(aiogram.types))
    update = aiogram.types.Update.model_validate(PROBE)
    sent = aiogram.methods.Response[aiogram.types.Message].model_validate(
        {"ok": True, "result": PROBE["message"]}
    )
    call = aiogram.methods.SendMessage(chat_id=1, text="probe")
    if update.message != sent.result or call.text != "probe":
        raise RuntimeError("aiogram's models do not read what they should")


@contextmanager
def _models_put_off() -> Iterator[None]:
    """Inside the block every new model waits for its first use; rebuilding with names too."""
    rebuild = vars(BaseModel)["model_rebuild"]
    before = BaseModel.model_config
    BaseModel.model_config = {**before, "defer_build": True}

    def wait(cls: type[BaseModel], /, **how: Any) -> bool | None:
        if "_types_namespace" in how:
            return None
        done: bool | None = rebuild.__get__(None, cls)(**how)
        return done

    BaseModel.model_rebuild = classmethod(wait)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
        BaseModel.model_config = before


def _name_what_models_mean(types: Mapping[str, Any]) -> None:
    """Put into each module of aiogram.types the names its models' fields use.

    The modules import each other for type checkers only, so a model that is built later would
    not find them.
    """
    known = {name: types[name] for name in types["__all__"]}
    for model in known.values():
        if not isinstance(model, type):
            continue
        module = vars(sys.modules[model.__module__])
        for name in _NAME.findall(_annotations(model)):
            if name in known:
                module.setdefault(name, known[name])


def _annotations(model: type) -> str:
    """The annotations of a class and of those it inherits fields from, as one text."""
    own = [vars(base).get("__annotations__", {}) for base in model.__mro__]
    return " ".join(str(annotation) for each in own for annotation in each.values())


def _forget_aiogram() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "aiogram"]:
        del sys.modules[name]
