"""Options by number, by label, by yes and no; one, several, or all of them in an order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xforms.chat_answers.misreads import Kind, Misread
from xforms.chat_answers.numerals import whole
from xforms.chat_answers.texts import plain
from xforms.choices import Choice
from xforms.prompts import Prompt

YES = frozenset(
    {
        "是", "是的", "有", "有的", "对", "对的", "好", "好的", "嗯", "行", "可以", "会", "能",
        "在", "y", "yes", "yeah", "ok", "true", "√", "✓", "✔", "✅",
    }
)  # fmt: skip
NO = frozenset(
    {
        "否", "无", "没有", "没", "没得", "没有的", "不", "不是", "不对", "不行", "不可以",
        "不会", "不能", "不在", "n", "no", "nope", "false", "×", "✗", "❌",
    }
)  # fmt: skip
_AGREED = frozenset(
    {
        "确认", "确定", "知道", "知道了", "明白", "明白了", "同意", "收到", "已阅", "👌", "👍",
    }
)  # fmt: skip
MAX_PARTS = 60
"""Options named in one message; the longest list of a field form that is typed has about 40."""

_MARKUP = re.compile(r"<[^<>]{1,80}>|[*_#`]+")
_SEPARATORS = re.compile(r"\s*[,，、;；|/>→和\n]\s*|\s+")
_EITHER_OR = re.compile(
    r"(.)[不没]\1|有无|是否|能否|可否|会否|whether or not"
    r"|未成年|不满|不足|不良|不法|非法|不少于|不超过|不同|无证|没收"
)
"""Words with a negation in them that do not put the question in the negative."""

_NEGATIONS = re.compile(r"[无没未不非勿]|\b(?:not|no|never|without)\b|n't")
_HEAD = re.compile(r"[(:,。;]")
_NUMBER = re.compile(r"(?:第|选|no\.?)?([0-9]{1,4}|[一二三四五六七八九十]{1,4})[个项号]?")
MOST_COUNTED = 20
"""Options that a person counts; in a longer list a number is searched for."""

MIN_BEGINNING = 2
"""Characters of a label that name it where no other begins so."""


def one_of(prompt: Prompt, text: str) -> str | Misread:
    """The value of the one option that was meant."""
    found = option(prompt, plain(text))
    return found.value if isinstance(found, Choice) else found


def several_of(prompt: Prompt, text: str) -> str | Misread:
    """Values separated by spaces, in the order of the list."""
    found = _all(prompt, text)
    if isinstance(found, Misread):
        return found
    return " ".join(choice.value for choice in prompt.choices if choice in found)


def ranked(prompt: Prompt, text: str) -> str | Misread:
    """All values in the order they were named."""
    found = _all(prompt, text)
    if isinstance(found, Misread):
        return found
    if len(found) != len(prompt.choices):
        return Misread(Kind.INCOMPLETE, ",".join(str(n + 1) for n in range(len(prompt.choices))))
    return " ".join(choice.value for choice in found)


def yes_or_no(prompt: Prompt, text: str) -> str | Misread:
    """`true` or `false`, for a question of that type without options."""
    words = plain(text)
    if words in ("true", "false"):
        return words
    if _is_negated(prompt):
        return Misread(Kind.AMBIGUOUS, "", ("true", "false"))
    if words in YES or words in NO:
        return "true" if words in YES else "false"
    return Misread(Kind.YES_NO, "是")


def confirmed(text: str) -> str | Misread:
    """`OK`: an acknowledgement knows no other answer."""
    said = plain(text)
    return "OK" if said in YES | _AGREED else Misread(Kind.CONFIRM, "OK")


def option(prompt: Prompt, words: str) -> Choice | Misread:
    """The option that plain words name; a full label before a number before a beginning."""
    choices, example = prompt.choices, label_of(prompt.choices[0]) if prompt.choices else ""
    labels = [(plain(label_of(choice)), choice) for choice in choices]
    for found in (
        [choice for label, choice in labels if label == words and words],
        _by_number(choices, words),
        [choice for label, choice in labels if words and _HEAD.split(label)[0].strip() == words],
        _by_yes(prompt, words),
        [choice for label, choice in labels if _begins(label, words)],
    ):
        if len(found) > 1:
            readings = tuple(label_of(choice) for choice in found)
            return Misread(Kind.AMBIGUOUS, readings[0], readings)
        if found:
            return found[0]
    return Misread(Kind.CHOICE, example)


def label_of(choice: Choice) -> str:
    """The label without markup; the value where the form gives none."""
    return _MARKUP.sub("", choice.label).strip() or choice.value


def _begins(label: str, words: str) -> bool:
    return len(words) >= MIN_BEGINNING and label.startswith(words)


def _by_number(choices: Sequence[Choice], words: str) -> list[Choice]:
    """The option of a number, and whatever else looks like this number: a stored value, a label.

    Of the options 0人, 1人, 2人 the words "1" name two.
    """
    digits = _NUMBER.fullmatch(words)
    number = 0
    if digits:
        number = int(digits[1]) if digits[1].isascii() else whole(digits[1]) or 0
    counted = len(choices) <= MOST_COUNTED and 1 <= number <= len(choices)
    found = [choices[number - 1]] if counted else []
    alike = re.compile(re.escape(words) + r"(?![0-9]|\.[0-9])") if words.isdigit() else None
    for choice in choices:
        same = plain(choice.value) == words or (alike and alike.match(plain(label_of(choice))))
        if same and choice not in found:
            found.append(choice)
    return found


def _by_yes(prompt: Prompt, words: str) -> list[Choice]:
    """有 / 没有 to a pair of yes and no; both where the question is put in the negative."""
    pair = _pair(prompt.choices)
    if pair is None or words not in YES | NO:
        return []
    if _is_negated(prompt):
        return list(pair)
    return [pair[0] if words in YES else pair[1]]


def _pair(choices: Sequence[Choice]) -> tuple[Choice, Choice] | None:
    """The one option that says yes and the one that says no, where there is one of each."""
    yes = [choice for choice in choices if _says(choice, YES)]
    no = [choice for choice in choices if _says(choice, NO)]
    return (yes[0], no[0]) if len(yes) == 1 and len(no) == 1 else None


def _says(choice: Choice, words: frozenset[str]) -> bool:
    label = plain(label_of(choice))
    return label in words or (plain(choice.value) in words and label not in YES | NO)


def _is_negated(prompt: Prompt) -> bool:
    """没有隐患？ cannot be answered with 没有; 有没有隐患？ can."""
    asked = _EITHER_OR.sub("", plain(_MARKUP.sub("", prompt.label)))
    return _NEGATIONS.search(asked) is not None


def _all(prompt: Prompt, text: str) -> list[Choice] | Misread:
    """Every option named, in the order of the words, each once."""
    single = option(prompt, plain(text))
    if isinstance(single, Choice):
        return [single]
    parts, gaps = _parts(text)
    if len(parts) > MAX_PARTS:
        return Misread(Kind.CHOICE, single.example)
    if len(parts) < 2:
        return single
    ways = _ways(prompt, parts, gaps)
    distinct = {tuple(sorted(choice.value for choice in way)) for way in ways}
    if len(distinct) == 1:
        return list({choice.value: choice for choice in ways[0]}.values())
    return _why_not(prompt, parts, single) if not ways else Misread(Kind.AMBIGUOUS, single.example)


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Words between separators, and the separators between them."""
    words = plain(text.replace("\n", "，")).strip(" ,;、；")
    found = _SEPARATORS.split(words)
    return [part for part in found if part], _SEPARATORS.findall(words)


def _ways(prompt: Prompt, parts: list[str], gaps: list[str]) -> list[list[Choice]]:
    """Every way to read the parts as options, where a label may hold separators; at most two."""
    if len(gaps) != len(parts) - 1:
        return []
    longest = max((len(_SEPARATORS.split(plain(label_of(c)))) for c in prompt.choices), default=1)
    ways: list[list[list[Choice]]] = [[[]]]
    for stop in range(1, len(parts) + 1):
        here: list[list[Choice]] = []
        for start in range(max(0, stop - longest), stop):
            found = option(prompt, _joined(parts, gaps, start, stop)) if ways[start] else None
            if isinstance(found, Choice):
                here += [[*way, found] for way in ways[start]]
        ways.append(here[:2])
    return ways[-1]


def _joined(parts: list[str], gaps: list[str], start: int, stop: int) -> str:
    """Parts from start to stop with the separators that stood between them."""
    later = zip(gaps[start : stop - 1], parts[start + 1 : stop], strict=True)
    return parts[start] + "".join(gap + part for gap, part in later)


def _why_not(prompt: Prompt, parts: list[str], otherwise: Misread) -> Misread:
    """What the first part that names no option is."""
    for part in parts:
        found = option(prompt, part)
        if isinstance(found, Misread):
            return found
    return otherwise
