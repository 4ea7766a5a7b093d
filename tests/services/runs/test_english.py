"""A walk in English meets no Chinese: form, screens and buttons are complete."""

from __future__ import annotations

import re

import pytest

from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk

CHINESE = re.compile(r"[\u4e00-\u9fff，。：；、（）「」]")
WAYS_ON = (
    "Confirm and submit",
    "Understood",
    "All right",
    "All in order",
    "The rest in order",
    "Same as last time",
    "One by one",
    "No change",
    "Skip",
    "Remove this one",
    "No more",
    "✔",
    "Next",
)
NOT_ANSWERS = ("Back", "Steps", "Save", "Report", "Previous", "🚨")


async def step(desk: Desk) -> None:
    """The ordinary button; else the first answer; else a text."""
    for word in WAYS_ON:
        found = [label for label in desk.labels if label.startswith(("▶", "✅")) or word in label]
        found = [label for label in found if word in label]
        if found and "No match" not in found[0]:
            await desk.press(found[0])
            return
    answers = [label for label in desk.labels if not any(word in label for word in NOT_ANSWERS)]
    ticked = any("☑" in label for label in answers)
    if "Done" in answers and ticked:
        await desk.press("Done")
    elif answers and answers[0] != "Done":
        await desk.press(answers[0])
    else:
        await desk.say("Manager Mu" if "surname" in desk.text else "62")


@pytest.mark.parametrize("form_id", ["home_visit", "hotel"])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_screen_of_a_checklist_is_english_for_who_reads_english(
    post: Post, form_id: str
) -> None:
    desk = post.desk("en")
    of_what = {"venue_id": post.venue.id} if form_id == "hotel" else {"child_id": post.child.id}
    await desk.start(form_id, **of_what)
    for _ in range(60):
        words = [desk.text, *desk.labels]
        assert [word for word in words if CHINESE.search(word)] == []
        if "Submitted" in desk.text:
            return
        await step(desk)
    raise AssertionError(desk.text)
