"""Re-encode a picture from a stranger; run as a child process with tight limits.

Reads the picture from standard input, writes a fresh JPEG to standard output: pixels only, none
of what was written beside them (place, camera, comments, trailing bytes). An argument says how
many pixels the longer side may have. Imports nothing of ours.
"""

from __future__ import annotations

import io
import resource
import sys

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
KEEP_SIDE = 2_560
QUALITY = 85
MEMORY_BYTES = 700 * 2**20
CPU_S = 8


def clean(body: bytes, longest: int = KEEP_SIDE) -> bytes:
    """A JPEG of at most `longest` px a side; raises ValueError or OSError for anything else."""
    with Image.open(io.BytesIO(body), formats=FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise ValueError("too many pixels")
        if getattr(image, "n_frames", 1) != 1:
            raise ValueError("more than one frame")
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image)
        flat = _on_white(upright)
    flat.thumbnail((longest, longest))
    fresh = Image.new("RGB", flat.size)
    fresh.paste(flat)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in {"RGBA", "LA", "PA", "P"}:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    white.alpha_composite(rgba)
    return white.convert("RGB")


def main() -> int:
    """0 and a JPEG, or 1 and nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        out = clean(sys.stdin.buffer.read(), min([KEEP_SIDE, *map(int, sys.argv[1:])]))
    except (ValueError, OSError, SyntaxError, MemoryError):
        return 1
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
