"""Read the settings, or say everything that is wrong with them."""

from __future__ import annotations

import sys

from bot.settings import Settings, SettingsError, read_settings


def settings_or_exit() -> Settings:
    """The settings; prints all faults and exits with 2 when there are any."""
    try:
        return read_settings()
    except SettingsError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        raise SystemExit(2) from None
