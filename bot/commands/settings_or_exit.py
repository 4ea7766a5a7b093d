"""Read the settings, or say everything that is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

from bot.settings import (
    MASTER_KEY_FILE,
    Settings,
    SettingsError,
    read_master_key,
    read_settings,
)


def settings_or_exit(*, with_key: bool = False) -> Settings:
    """The settings; raises `SettingsError` with all faults (`main` prints them, exit code 2).

    `with_key`: the command opens sealed fields, so the master key is looked at as well.
    """
    faults: list[str] = []
    settings = None
    try:
        settings = read_settings()
    except SettingsError as error:
        faults += error.faults
    if with_key:
        path = os.environ.get("HULEI_MASTER_KEY_FILE", "").strip() or MASTER_KEY_FILE
        try:
            read_master_key(Path(path))
        except SettingsError as error:
            faults += error.faults
    if settings is None or faults:
        raise SettingsError(faults)
    return settings
