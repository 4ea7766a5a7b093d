"""Runs: one person filling one form about one child or venue, screen by screen, at their pace.

Every function takes the transaction first and returns where the run stands afterwards
(`Standing`), the values that `views/runs` shows. Nothing here knows wording or channels.
"""

from __future__ import annotations

from services.runs.files import Sent
from services.runs.loading import Press
from services.runs.sent import put_file, put_place
from services.runs.standing import Route, Standing
from services.runs.starting import Begin, Draft, drafts, start, start_recheck
from services.runs.submitting import Submitted, submit
from services.runs.turns import (
    add_row,
    back,
    choose,
    clear,
    deny,
    discard,
    done,
    fill,
    give,
    goto,
    look,
    normal_all,
    open_point,
    pause,
    remove_here,
    remove_row,
    resume,
    review,
    route,
    set_point,
    skip,
    type_in,
)

__all__ = [
    "Begin",
    "Draft",
    "Press",
    "Route",
    "Sent",
    "Standing",
    "Submitted",
    "add_row",
    "back",
    "choose",
    "clear",
    "deny",
    "discard",
    "done",
    "drafts",
    "fill",
    "give",
    "goto",
    "look",
    "normal_all",
    "open_point",
    "pause",
    "put_file",
    "put_place",
    "remove_here",
    "remove_row",
    "resume",
    "review",
    "route",
    "set_point",
    "skip",
    "start",
    "start_recheck",
    "submit",
    "type_in",
]
