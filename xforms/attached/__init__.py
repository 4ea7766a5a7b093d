"""Files that a form reads lists from, sent by strangers: which it asks for, whether they will do.

Zip files and lists are opened in a limited child process; nothing is written to disk.
"""

from __future__ import annotations

from xforms.attached.asking import Part, check_lists, check_xform, open_zip
from xforms.attached.lists import Looked
from xforms.attached.needs import ITEMSETS, Choosing, Need, is_xform, needs_of
from xforms.attached.places import plain_name, same_name

__all__ = [
    "ITEMSETS",
    "Choosing",
    "Looked",
    "Need",
    "Part",
    "check_lists",
    "check_xform",
    "is_xform",
    "needs_of",
    "open_zip",
    "plain_name",
    "same_name",
]
