"""A zip file from a stranger → the files in it, in memory. Runs in the limited child only.

Sizes are counted while unpacking, names are only ever compared and shown: nothing is written.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from xforms.attached.limits import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_BYTES,
    RATIO_COUNTS_FROM_BYTES,
)
from xforms.attached.places import plain_name, same_name
from xforms.faults import FormFault, FormRefused

_ENCRYPTED, _UTF8 = 0x1, 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Windows, macOS and phones write; the other methods ask for much memory."""

_WORKBOOK = "xl/workbook.xml"
_PIECE = 65_536
_RUBBISH = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def members(data: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each file, folders flattened; none for an .xlsx, which is a zip too.

    Raises:
        FormRefused: With one fault `ZIP-…`.
    """
    if len(data) > MAX_ZIP_BYTES:
        raise _refused("ZIP-SIZE")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if any(info.filename == _WORKBOOK for info in infos):
                return []
            return _unpacked(archive, infos)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error) as error:
        raise _refused("ZIP-BROKEN") from error
    except (OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused("ZIP-BROKEN") from error


def _unpacked(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> list[tuple[str, bytes]]:
    wanted = [(name, info) for info in infos if (name := _wanted_name(info))]
    if len(wanted) > MAX_MEMBERS:
        raise _refused("ZIP-MANY")
    if any(info.flag_bits & _ENCRYPTED for _, info in wanted):
        raise _refused("ZIP-LOCKED")
    if any(info.compress_type not in _METHODS for _, info in wanted):
        raise _refused("ZIP-METHOD")
    if not wanted:
        raise _refused("ZIP-EMPTY")
    _check_names([name for name, _ in wanted])
    left, found = MAX_UNPACKED_BYTES, []
    for name, info in wanted:
        content = b"".join(_pieces(archive, info, left))
        left -= len(content)
        found.append((name, content))
    return found


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    size = 0
    with archive.open(info) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > left:
                raise _refused("ZIP-UNPACKED")
            if size > RATIO_COUNTS_FROM_BYTES and size > MAX_RATIO * max(info.compress_size, 1):
                raise _refused("ZIP-RATIO", plain_name(_spelt(info)))
            yield piece


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        same = same_name(name)
        if same in seen:
            raise _refused("ZIP-TWICE", name)
        seen.add(same)


def _wanted_name(info: zipfile.ZipInfo) -> str:
    """The plain name; '' for a folder and for what systems leave lying about."""
    path = _spelt(info)
    name = plain_name(path)
    lower = path.casefold().replace("\\", "/")
    if info.is_dir() or lower.endswith("/") or not name:
        return ""
    if name.startswith(("._", "~$")) or any(
        lower.startswith(one) or lower.endswith(one) for one in _RUBBISH
    ):
        return ""
    return name


def _spelt(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: Windows in China writes GBK and does not say so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _refused(code: str, name: str = "") -> FormRefused:
    return FormRefused([FormFault(code, sheet=name)])
