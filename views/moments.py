"""Moments as a reader sees them: Asia/Shanghai, short."""

from __future__ import annotations

from datetime import datetime

from services.unit_of_work import LOCAL_ZONE


def moment_text(moment: datetime) -> str:
    """`11-23 09:05` on the readers' clock."""
    return moment.astimezone(LOCAL_ZONE).strftime("%m-%d %H:%M")
