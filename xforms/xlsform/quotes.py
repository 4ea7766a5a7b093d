"""Chinese quotation marks pass through pyxform, which straightens “ and ” in every cell.

It does so for expressions, where Excel's autocorrection breaks them; in a Chinese sentence the
marks are right. They travel as characters of the private use area.
"""

from __future__ import annotations

import re

_TEXTS = re.compile(r"^(label|hint|guidance_hint|constraint_message|required_message|bind::)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_AWAY = str.maketrans("“”‘’", "\ue0f0\ue0f1\ue0f2\ue0f3")
_BACK = str.maketrans("\ue0f0\ue0f1\ue0f2\ue0f3", "“”‘’")


def keep_quotes(column: str, text: str) -> str:
    """Hide the marks of a cell that holds Chinese wording; anything else stays as it is."""
    return text.translate(_AWAY) if _TEXTS.match(column) and _CHINESE.search(text) else text


def quotes_back(xform: str) -> str:
    """Put the hidden marks back."""
    return xform.translate(_BACK)
