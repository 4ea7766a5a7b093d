"""Screens of a run: one step each; the review, the list of steps, what follows."""

from __future__ import annotations

from views.runs.blocks import PAGE as POINTS
from views.runs.buttons import (
    AddRow,
    AskDiscard,
    Back,
    Choose,
    Clear,
    Deny,
    Discard,
    Done,
    Fill,
    Give,
    GoTo,
    NormalAll,
    OpenPoint,
    Options,
    Pause,
    RemoveHere,
    RemoveRow,
    Review,
    SetPoint,
    Skip,
    Steps,
    Submit,
)
from views.runs.layout import PAGE
from views.runs.reviews import route
from views.runs.screens import ask_discard, paused, show, submitted

__all__ = [
    "PAGE",
    "POINTS",
    "AddRow",
    "AskDiscard",
    "Back",
    "Choose",
    "Clear",
    "Deny",
    "Discard",
    "Done",
    "Fill",
    "Give",
    "GoTo",
    "NormalAll",
    "OpenPoint",
    "Options",
    "Pause",
    "RemoveHere",
    "RemoveRow",
    "Review",
    "SetPoint",
    "Skip",
    "Steps",
    "Submit",
    "ask_discard",
    "paused",
    "route",
    "show",
    "submitted",
]
