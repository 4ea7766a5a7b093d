"""Photos, recordings, films and files as answers, over each channel."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.conftest import Begin
from tests.handlers.visiting import handed_in, kept_files, visit
from tests.phones.town import RunningTown

VOICE = b"OggS a voice note"
SOUND = b"ID3 a sound"
FILM = b"\x00\x00\x00\x18ftypmp42 a film"


def photo(size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG, a small one by default."""
    out = io.BytesIO()
    Image.new("RGB", size, "#a0c8b0").save(out, "JPEG")
    return out.getvalue()


async def test_every_kind_of_file_is_an_answer_and_is_kept_sealed(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "sent_files")
    assert "📷 请发照片" in phone.text
    await phone.send_photo(photo())
    assert "🎤 请发语音或录音文件" in phone.text
    await phone.send_recording("voice", VOICE)
    assert "🎬 请发录像" in phone.text
    await phone.send_recording("video_note", FILM)
    assert "📎 请发文件" in phone.text
    await phone.send_document("证明.pdf", b"%PDF-1.7")
    await phone.send_document("名册.csv", b"a,b")
    await phone.send_recording("voice", VOICE)
    await phone.press("不改，下一步")
    await phone.say("说清楚了")
    await phone.press("跳过")
    await phone.send_recording("audio", SOUND)
    await phone.send_photo(photo())
    await phone.press("下一步")
    await phone.say("好了")
    await phone.press("提交")

    answers = await handed_in(begin)
    endings = {name: answers[name].rpartition(".")[2] for name in SENT}
    assert endings == SENT
    files = await kept_files(begin)
    assert set(files) == {answers[name].partition(".")[0] for name in SENT}
    assert files[answers["sound"][:-4]] == VOICE
    assert files[answers["paper"][:-4]] == b"%PDF-1.7"


SENT = {
    "photo": "jpg",
    "sound": "ogg",
    "film": "mp4",
    "paper": "pdf",
    "table": "csv",
    "told_aloud": "ogg",
    "both_photo": "jpg",
    "both_sound": "mp3",
}


@pytest.mark.parametrize(("sent", "kept"), [((400, 300), (100, 75)), ((90, 60), (90, 60))])
async def test_a_photo_is_kept_no_larger_than_the_form_asks_for(
    town: RunningTown, begin: Begin, sent: tuple[int, int], kept: tuple[int, int]
) -> None:
    phone = await visit(town, begin, "sent_files")
    await phone.send_photo(photo(sent))
    assert "🎤 请发语音或录音文件" in phone.text
    (body,) = (await kept_files(begin)).values()
    assert Image.open(io.BytesIO(body)).size == kept


async def test_the_wrong_kind_of_file_is_refused_in_words_and_nothing_is_lost(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "sent_files")
    await phone.send_recording("voice", VOICE)
    assert "✋ 这一题要发照片" in phone.text
    await phone.send_photo(photo())
    await phone.send_photo(photo())
    assert "✋ 这一题要发录音" in phone.text
    await phone.say("没有录音")
    assert "✋ 这一题要发录音" in phone.text
    await phone.say("/lang en")
    await phone.send_recording("video", FILM)
    assert "✋ This question asks for a recording" in phone.text
    await phone.say("/lang zh_Hans")
    await phone.send_recording("audio", SOUND)
    await phone.send_photo(photo())
    assert "✋ 这一题要发录像" in phone.text
    await phone.press("上一题")
    assert "现在填的是：已收到录音" in phone.text
    assert len(await kept_files(begin)) == 2


async def test_a_file_must_have_one_of_the_endings_that_the_form_lists(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "sent_files")
    await phone.send_photo(photo())
    await phone.send_recording("voice", VOICE)
    await phone.send_recording("video", FILM)
    await phone.send_photo(photo())
    assert "表格" in phone.text
    await phone.send_document("证明.pdf", b"%PDF-1.7")
    assert "✋ 这一题要发文件。例如：.csv,text/plain" in phone.text
    await phone.send_document("名册.txt", b"a b")
    assert "孩子说了什么" in phone.text


async def test_a_voice_note_stands_for_typed_words_where_the_form_has_a_place_for_it(
    town: RunningTown, begin: Begin
) -> None:
    phone = await visit(town, begin, "sent_files")
    await phone.send_photo(photo())
    await phone.send_recording("voice", VOICE)
    await phone.send_recording("video", FILM)
    await phone.send_document("证明.pdf", b"%PDF-1.7")
    await phone.send_document("名册.csv", b"a,b")
    assert "✏ 请直接输入，或发一段录音" in phone.text
    await phone.send_recording("voice", VOICE)
    assert "现在填的是：已收到录音" in phone.text  # the question of sound that follows
    await phone.press("不改，下一步")

    await phone.send_recording("voice", VOICE)  # at a text that must be there
    assert "说明" in phone.text
    assert "🎤 已收到录音" in phone.text
    await phone.say("说清楚了")
    assert "现在填的是：已收到录音" in phone.text
