"""Pictures of the running demo for the README, taken only when they are asked for."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from PIL import Image

from tests.browser.chromium import Tab

FOLDER = "HULEI_SCREENSHOTS"
"""The environment's name of the folder to write them to; without it none are taken."""

COLOURS = 255
MAX_BYTES = 150_000
CALM = """
[document, ...[...document.querySelectorAll('iframe')].map(f => f.contentDocument)]
  .every(d => !d.querySelector('.busy, .typing:not([hidden]), .toast div')
    && d.getAnimations().every(a => a.playState !== 'running'))
"""


async def take_picture(tab: Tab, name: str) -> None:
    """Save what is shown as `name`.png, when nothing moves any more."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    path = Path(folder) / f"{name}.png"
    await tab.until(CALM)
    await tab.picture(path)
    await asyncio.to_thread(_reduce, path)
    assert path.stat().st_size < MAX_BYTES


def _reduce(path: Path) -> None:
    with Image.open(path) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
