"""How much a zip file or a list may ask of us; each limit with its reason."""

from __future__ import annotations

from typing import Final

MAX_ZIP_BYTES: Final = 20 * 2**20
"""What a Telegram bot may download; the web chat takes no more either."""

MAX_MEMBERS: Final = 200
"""A form with pictures has some dozens of files; each costs a look."""

MAX_UNPACKED_BYTES: Final = 60_000_000
"""All files of a zip together, counted while they are unpacked: a header may lie."""

MAX_RATIO: Final = 200
"""How many times a file may grow; a list of one word 100 000 times grows about 100 times."""

RATIO_COUNTS_FROM_BYTES: Final = 1_000_000
"""A smaller file cannot hurt, however well it was packed."""

MAX_LIST_BYTES: Final = 10_000_000
"""One list; the wards of a whole country have 2 MB."""

MAX_LIST_ROWS: Final = 50_000
"""Rows of one list; all villages of a large province are some 25 000."""

MAX_COLUMNS: Final = 200
"""A list has about five columns; a wide export of a survey some dozens."""

MAX_CELL_CHARACTERS: Final = 32_767
"""What Excel lets a cell hold; a longer one is a quotation mark that was never closed."""

MAX_ALL_LISTS_BYTES: Final = 20 * 2**20
"""All lists of one form: each process keeps them in memory, several times as large."""

MAX_NAME: Final = 80
"""Characters of a file's name: what the web chat leaves of one."""

MAX_FAULTS: Final = 30
"""Faults told of one file; more are of no help to the person who mends it."""
