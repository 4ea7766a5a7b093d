"""What a person presses on an ordinary day, by reading the buttons that are there."""

from __future__ import annotations

from collections.abc import Sequence

ORDINARY = (
    "确认提交",
    "都对",
    "和上次一样",
    "全部正常",
    "其余正常",
    "见到孩子本人",
    "☐ 防性侵",
    "完成",
    "没有",
)
"""What an ordinary day presses: the first of these that the screen offers."""

ORDINARY_ENGLISH = (
    "submit",
    "All right",
    "Same as last time",
    "All in order",
    "The rest",
    "The child",
    "☐ Body safety",
    "Done",
    "No",
)

WHOLE = ("没有", "No", "The child")
"""Words that say something else as a part of a button."""

SIDE_DOORS = ("☑", "✓", "⏸", "🚨", "☰", "↩", "○", "⚠", "✏")


def ordinary(labels: list[str], presses: Sequence[str] = ORDINARY) -> str:
    """The button an ordinary day presses next; '' when there is none."""
    ticked = any(label.startswith("☑") for label in labels)
    for wanted in presses:
        if wanted.startswith("☐") and ticked:
            continue
        for label in labels:
            if (wanted == label if wanted in WHOLE else wanted in label) and not label.startswith(
                SIDE_DOORS
            ):
                return label
    return ""
