"""Files as answers: what a question takes, what is said to the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runs import Sent
from services.runs.files import FileKind, fits, kind_of_name, wanted
from tests.chat_answers.prompts import upload
from tests.forms.published import publish_form
from tests.services.runs.conftest import Post
from tests.services.runs.desk import Desk

VOICE = Sent(b"OggS", "audio/ogg", "voice.ogg")
PHOTO = Sent(b"\xff\xd8", "image/jpeg", "photo.jpg", as_photo=True)
PICTURE = Sent(b"\xff\xd8", "image/jpeg", "DCIM.jpg")
PAPER = Sent(b"%PDF", "application/pdf", "a.pdf")

one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def files(post: Post) -> Desk:
    """A visit with the form of files."""
    async with post.begin() as uow:
        await publish_form(uow, "sent_files")
    return await post.visit("home_visit")


@one_database
async def test_a_file_too_big_to_be_fetched_is_refused_with_the_limit(post: Post) -> None:
    desk = await files(post)
    await desk.send_file(None)
    assert "✋ 文件太大，最多 20 MB" in desk.text
    await desk.send_file(Sent(b"x" * (20 * 2**20 + 1), "image/jpeg", as_photo=True))
    assert "✋ 文件太大" in desk.text
    assert await desk.attachments() == []


@one_database
async def test_a_picture_sent_as_a_file_would_keep_what_the_camera_wrote(post: Post) -> None:
    desk = await files(post)
    await desk.send_file(PICTURE)
    assert "✋ 图片请按「照片」发送" in desk.text
    assert await desk.attachments() == []


@one_database
async def test_a_file_at_a_question_without_files_is_named_as_that(post: Post) -> None:
    desk = await post.visit()
    await desk.press("知道了", "下一步")
    await desk.send_file(VOICE)
    assert "✋ 这一题不收照片、录音和文件" in desk.text
    assert "见到了谁" in desk.text


@pytest.mark.parametrize(
    ("mediatype", "sent", "taken"),
    [
        ("image/*", PHOTO, True),
        ("image/*", VOICE, False),
        ("image/*", Sent(b"x", "image/svg+xml", "a.svg", as_photo=True), False),
        ("audio/*", VOICE, True),
        ("audio/*", Sent(b"x", "application/octet-stream", "a.m4a"), True),
        ("audio/*", PAPER, False),
        ("video/*", Sent(b"x", "video/mp4", "a.mp4"), True),
        ("video/*", PHOTO, False),
        ("application/*", PAPER, True),
        ("application/*", VOICE, True),
    ],
)
def test_a_question_takes_files_of_its_kind(mediatype: str, sent: Sent, taken: bool) -> None:
    assert fits(upload(mediatype), sent) is taken


@given(media=st.text(max_size=40), name=st.text(max_size=40), listed=st.text(max_size=20))
def test_any_file_is_taken_under_a_harmless_name_or_refused(
    media: str, name: str, listed: str
) -> None:
    sent = Sent(b"x", media, name)
    prompt = upload("application/*", accept=listed)
    assert fits(prompt, sent) in (True, False)
    kept = sent.kept_as("0" * 32)
    assert kept.isascii()
    assert kept.count(".") == 1
    assert len(kept) <= 41
    assert len(sent.media) <= 60
    assert wanted(prompt) is FileKind.FILE
    if sent.kind is not FileKind.FILE and sent.media in ("audio/ogg", "video/mp4"):
        assert kind_of_name(kept) is sent.kind
