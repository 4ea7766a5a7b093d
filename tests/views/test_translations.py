"""Both languages are complete and say the same things."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT, sources
from views.translate import LANGUAGES, gettext, in_language

PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LITERAL = re.compile(r"""\b(?:_|gettext)\(\s*"((?:[^"\\]|\\.)*)"\s*\)""")


def _catalogue(language: str) -> dict[str, str]:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_chinese_message_has_an_english_one_without_chinese_in_it() -> None:
    untranslated = [
        message
        for message, english in _catalogue("en").items()
        if not english or (CHINESE.search(english) and english != message)
    ]
    allowed = {message for message in untranslated if message == "中文"}
    assert set(untranslated) - allowed == set()


def test_a_translation_keeps_the_placeholders() -> None:
    for message, english in _catalogue("en").items():
        assert sorted(PLACEHOLDER.findall(message)) == sorted(PLACEHOLDER.findall(english)), (
            message
        )


def test_every_message_in_the_views_is_in_the_catalogue() -> None:
    known = _catalogue("en")
    missing = [
        message
        for path in sources("views")
        for message in LITERAL.findall(path.read_text(encoding="utf-8"))
        if message.replace("\\n", "\n") not in known
    ]
    assert missing == []


def test_no_chinese_text_in_the_views_bypasses_translation() -> None:
    bare = re.compile(r"""(?<![\w.])(?:text|label|title)=f?"[^"]*[\u4e00-\u9fff]""")
    guilty = [
        path.name for path in sources("views") if bare.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_each_language_can_be_entered(language: str) -> None:
    with in_language(language):
        assert gettext("今日")


def test_an_unknown_language_falls_back_to_chinese() -> None:
    with in_language("xx"):
        assert gettext("今日") == "今日"
