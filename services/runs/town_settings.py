"""What a town has switched on in its forms: `checklists/settings.md`, or everything off."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xforms.xlsform import from_markdown

SHEET = Path(__file__).resolve().parents[2] / "checklists" / "settings.md"

DEFAULTS = {
    "ask_location": "no",
    "allow_photo": "no",
    "two_lists_enabled": "no",
    "eight_measures": "no",
}
"""Photo and location are off unless a town needs them (design: least burden)."""


@lru_cache(maxsize=1)
def _switched() -> dict[str, str]:
    if not SHEET.exists():
        return dict(DEFAULTS)
    rows = from_markdown(SHEET.read_text("utf-8")).rows("settings")
    return DEFAULTS | {row.get("key"): row.get("value") for row in rows if row.get("key")}


def form_settings() -> dict[str, str]:
    """Settings by key, as the forms read them: `yes`, `no`, a number."""
    return dict(_switched())
