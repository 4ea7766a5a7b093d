"""How much a workbook may ask of us; each limit with its reason."""

from __future__ import annotations

MAX_FILE_BYTES = 5_000_000
"""The largest real workbook we know (a health survey with 1 145 questions) has 0.4 MB."""

MAX_UNPACKED_BYTES = 60_000_000
"""An .xlsx is a zip file: a few kB can unpack to gigabytes."""

MAX_ROWS = 20_000
"""Rows of all sheets together; a ward list of a province has 8 000."""

MAX_CELL_CHARACTERS = 32_767
"""What Excel itself lets a cell hold."""

CHILD_CPU_SECONDS = 30
"""A form of 10 000 questions with relevance converts in about 3 s of CPU; ten times that."""

CHILD_WALL_SECONDS = 90
"""Three times the CPU limit: a machine with other work to do is no fault of the clerk."""

CHILD_MEMORY_BYTES = 1_500_000_000
"""Address space, not resident memory; that form takes 0.17 GB."""

MAX_WRITTEN_BYTES = 100_000_000
"""pyxform writes the XForm to a temporary file, which it deletes; nothing else is written."""
