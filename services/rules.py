"""The rules of the trade as a whole: is every sheet usable, and if not, what is wrong where."""

from __future__ import annotations

from pathlib import Path

from services.calendar import CALENDAR_FILE, load_calendar
from services.policy import POLICY_FILE, load_policy
from services.sheets import CHECKLISTS
from xforms.faults import FormFault, FormRefused


def faults(folder: Path = CHECKLISTS) -> tuple[FormFault, ...]:
    """Read policy and calendar; everything that is wrong with both, () when they are usable."""
    found: list[FormFault] = []
    for load, path in ((load_policy, POLICY_FILE), (load_calendar, CALENDAR_FILE)):
        try:
            load(folder / path.name)
        except FormRefused as refusal:
            found.extend(refusal.faults)
    return tuple(found)
