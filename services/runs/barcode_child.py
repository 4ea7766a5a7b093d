"""Read the codes in a picture from a stranger; run as a child process with tight limits.

Reads the picture from standard input, writes a JSON list of texts to standard output. Imports
nothing of ours.
"""

from __future__ import annotations

import io
import json
import resource
import sys

import zxingcpp
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
LOOK_AT_SIDE = 2_560
"""Pixels a side that are looked at; a code that needs more is not readable for a person either."""

MOST_CODES = 5
MEMORY_BYTES = 700 * 2**20
CPU_S = 8


def read(body: bytes) -> list[str]:
    """The different texts found; raises ValueError or OSError for what is no picture."""
    with Image.open(io.BytesIO(body), formats=FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise ValueError("too many pixels")
        image.draft("L", (LOOK_AT_SIDE, LOOK_AT_SIDE))
        grey = image.convert("L")
    grey.thumbnail((LOOK_AT_SIDE, LOOK_AT_SIDE))
    found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return list(dict.fromkeys(code.text for code in found if code.text))[:MOST_CODES]


def main() -> int:
    """0 and a list, or 1 and nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        found = read(sys.stdin.buffer.read())
    except (ValueError, OSError, SyntaxError, MemoryError):
        return 1
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
