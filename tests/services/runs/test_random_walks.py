"""Random taps, back, old and double taps, restarts: the answers stay what a plain model says."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.database import open_engine, session_factory
from privacy.keyring import Keyring
from services.actors import Actor, actor_of
from services.form_library.library import Library
from services.runs import showing
from services.runs.loading import load
from services.runs.standing import QuestionScreen, ReasonScreen
from services.runs.submitting import answers_by_key
from services.unit_of_work import Sessions, UnitOfWork, unit_of_work
from tests import factories
from tests.forms.published import publish_form
from tests.services.runs.desk import Desk, _parsed
from views.runs import buttons
from xforms import Prompt

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
KEYS = Keyring({1: bytes(range(32))})
MODELLED = frozenset(
    [
        "on",
        "mode",
        "met",
        "agree",
        "topics",
        "two",
        "order",
        "days",
        "right",
        "weight",
        "scale",
        "born",
        "at",
        "why",
        "ack",
        "door",
        "money",
        "signs",
        "locks",
        "colour",
        "grade",
    ]
)
EXCLUSIVE = {"topics": "none", "signs": "none"}
NORMAL = {"door": "yes", "money": "no", "signs": "none"}
ORDER = {
    "topics": ["water", "net", "fire", "none"],
    "two": ["water", "net", "fire", "none"],
    "signs": ["none", "hurt", "fear", "alone"],
}
TYPED = {
    "days": [("12", "12"), ("十一", "11"), ("40", None), ("好多", None)],
    "right": [("2", "2"), ("9", None)],
    "weight": [("36.5", "36.5"), ("0.5", None)],
    "born": [("昨天", "2026-11-22"), ("2015-3-5", "2015-03-05"), ("明天", None)],
    "on": [("昨天", "2026-11-22"), ("明天", None)],
    "why": [("锁着门", "锁着门"), ("x", None)],
    "locks": [("2", "2"), ("0", None)],
    "met": [("家中无人", "none"), ("什么", None)],
}
"""What is typed at a question, and the answer it makes (None: refused)."""


@dataclass
class Model:
    """The answers as a plain dictionary, and ticks that the form does not accept yet."""

    answers: dict[str, str] = field(
        default_factory=lambda: {"on": "2026-11-23", "mode": "home", "grade": "low"}
    )
    pending: dict[str, list[str]] = field(default_factory=dict)

    def stored(self) -> dict[str, str]:
        """What the form counts: `why` and `locks` only while they are asked."""
        told = dict(self.answers)
        if told.get("met", "") == "child":
            told.pop("why", None)
        if told.get("door") != "no":
            told.pop("locks", None)
        return told

    def tick(self, name: str, value: str) -> None:
        """One of several options was tapped."""
        before = self.pending.get(name, self.answers.get(name, "").split())
        if value in before:
            after = [v for v in before if v != value]
        elif value == EXCLUSIVE.get(name) or EXCLUSIVE.get(name) in before:
            after = [value]
        else:
            after = [*before, value]
        if not after:
            self.pending.pop(name, None)
            self.answers.pop(name, None)
        elif self._accepts(name, after):
            self.pending.pop(name, None)
            self.answers[name] = " ".join(sorted(after, key=ORDER.get(name, after).index))
        elif value in before or name in self.pending or name not in self.answers:
            self.pending[name] = sorted(after, key=ORDER.get(name, after).index)

    @staticmethod
    def _accepts(name: str, ticked: list[str]) -> bool:
        return {"two": len(ticked) == 2, "order": len(ticked) == 4}.get(name, True)


@dataclass
class Walker:
    """Presses what chance says, and tells the model."""

    desk: Desk
    chance: random.Random
    model: Model = field(default_factory=Model)
    history: list[str] = field(default_factory=list)

    async def step(self) -> None:
        """One thing a person might do."""
        what = self.chance.randrange(16)
        if what == 0 and self.history:
            await self.press(self.chance.choice(self.history))
        elif what == 1 and self.history:
            await self.press(self.history[-1])
        elif what == 2:
            self.desk.library = Library()
            await self.desk.send("rnr:1")
        elif what in (3, 4):
            await self.type_in()
        elif what in (5, 6, 7, 8):
            await self.onward()
        else:
            usable = [b.action for row in self.desk.screen.buttons for b in row if b.action]
            mine = [data for data in usable if data.startswith("rn") and data[:3] not in NEVER]
            if mine:
                await self.press(self.chance.choice(mine))
            else:
                await self.desk.send("rnr:1")
        await self.check()

    async def onward(self) -> None:
        """Leave the screen, so that walks get far."""
        ways = ("rnd", "rnn", "rna", "rns", "rng", "rne")
        usable = [b.action for row in self.desk.screen.buttons for b in row]
        found = [data for data in usable if data.startswith(ways)]
        if found:
            await self.press(self.chance.choice(found))

    async def press(self, data: str) -> None:
        """Press a button; a stale one must say so and change nothing."""
        where, entered = await self.where()
        _, action = _parsed(data)
        expected = self.meaning(where, action)
        self.history.append(data)
        await self.desk.send(data)
        stale = isinstance(action, buttons.RunAction) and action.revision < entered
        assert stale == bool(self.desk.screen.toast)
        if not stale and expected is not None:
            expected()

    def meaning(self, where: object, action: object) -> Callable[[], None] | None:
        """What a button must do to the answers, told from the screen it is pressed on."""
        screen = where
        if isinstance(action, buttons.Choose) and isinstance(screen, QuestionScreen):
            prompt = screen.prompt
            if action.option >= len(prompt.choices):
                return None
            value = prompt.choices[action.option].value
            if prompt.control in ("select", "rank"):
                return lambda: self.model.tick(prompt.name, value)
            return lambda: self.model.answers.__setitem__(prompt.name, value)
        if isinstance(action, buttons.Give) and isinstance(screen, QuestionScreen):
            name, given = screen.prompt.name, action.value
            return lambda: self.model.answers.__setitem__(name, given)
        if isinstance(action, buttons.Skip) and isinstance(screen, QuestionScreen):
            name = screen.prompt.name
            return lambda: self.forget(name)
        if isinstance(action, buttons.SetPoint):
            names = ["door", "money", "signs", "locks"]
            value = ["yes", "no"][action.option]
            return lambda: self.model.answers.__setitem__(names[action.point], value)
        if isinstance(action, buttons.NormalAll):
            return self.all_normal
        return None

    def forget(self, name: str) -> None:
        self.model.answers.pop(name, None)
        self.model.pending.pop(name, None)

    def all_normal(self) -> None:
        for name, value in NORMAL.items():
            if name not in self.model.answers:
                self.model.answers[name] = value
                self.model.pending.pop(name, None)

    async def type_in(self) -> None:
        """Type something at a question for which the model knows what it means."""
        where, _ = await self.where()
        if not isinstance(where, QuestionScreen) or where.prompt.name not in TYPED:
            return
        if "已暂存" in self.desk.text:
            await self.desk.send("rnr:1")
        text, value = self.chance.choice(TYPED[where.prompt.name])
        await self.desk.say(text)
        if value is None:
            assert "✋" in self.desk.text
        else:
            self.model.answers[where.prompt.name] = value

    async def where(self) -> tuple[object, int]:
        """The present screen's values, and the revision at which it was entered."""
        async with self.desk.begin(self.desk.actor) as uow:
            _, _, run = await load(uow, self.desk.library, 1)
            assert run is not None
            return showing.standing(run, uow.today).screen, run.notes.entered

    async def check(self) -> None:
        """The database says what the model says."""
        async with self.desk.begin(self.desk.actor) as uow:
            _, _, run = await load(uow, Library(self.desk.library.compiled), 1)
            assert run is not None
            kept = answers_by_key(run)
        told = {key: value for key, value in kept.items() if key in MODELLED}
        assert told == self.model.stored()

    async def finish(self) -> None:
        """From wherever one is, the ordinary buttons lead to the end."""
        await self.desk.send("rnr:1")
        for _ in range(120):
            if "✅ 确认提交" in self.desk.labels:
                await self.check()
                await self.desk.press("✅ 确认提交")
                assert "已提交" in self.desk.text
                return
            await self.ordinary_step()
        raise AssertionError(self.desk.text)

    async def ordinary_step(self) -> None:
        """What somebody in a hurry would do."""
        for word in WAYS_ON:
            found = [label for label in self.desk.labels if word in label]
            if found:
                await self.press(self.desk.find(found[0]))
                return
        where, _ = await self.where()
        if isinstance(where, ReasonScreen):
            await self.desk.say("已经核实过，不是")
            return
        assert isinstance(where, QuestionScreen), self.desk.text
        await self.answer(where)

    async def answer(self, where: QuestionScreen) -> None:
        """An answer that the form accepts."""
        prompt = where.prompt
        if prompt.control == "select":
            await self.tick_enough(prompt, where.value.split())
        elif prompt.control == "rank":
            for choice in prompt.choices:
                if choice.value not in where.value.split():
                    await self.press(self.desk.find(choice.label))
            await self.press(self.desk.find("完成"))
        elif prompt.choices:
            await self.press(self.desk.find(prompt.choices[0].label))
        else:
            text, value = FILLED.get(prompt.name, ("3", "3"))
            await self.desk.say(text)
            assert "✋" not in self.desk.text
            self.model.answers[prompt.name] = value

    async def tick_enough(self, prompt: Prompt, ticked: list[str]) -> None:
        """As many ticks as the question wants, then 完成."""
        wanted = 2 if prompt.name == "two" else 1
        for choice in prompt.choices:
            if choice.value in ticked and len(ticked) > wanted:
                ticked.remove(choice.value)
                await self.press(self.desk.find(f"☑ {choice.label}"))
        for choice in prompt.choices:
            if choice.value not in ticked and len(ticked) < wanted:
                ticked.append(choice.value)
                await self.press(self.desk.find(f"☐ {choice.label}"))
        await self.press(self.desk.find("完成"))


FILLED = {
    "born": ("昨天", "2026-11-22"),
    "on": ("今天", "2026-11-23"),
    "why": ("锁着门", "锁着门"),
    "nick": ("小花", "小花"),
}

NEVER = {"rnw", "rny", "rnq"}
"""Throwing away and handing in end the walk; they have tests of their own."""

WAYS_ON = (
    "去填没完成的",
    "不是疑似，继续",
    "知道了",
    "去掉",
    "没有了",
    "逐项填写",
    "都对",
    "正常",
    "和上次一样",
    "不改",
    "跳过",
    "✔ 确认",
    "▶ 继续",
    "回到当前步骤",
    "下一步",
)


@pytest.fixture(scope="session")
def prepared(
    empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Actor, int]:
    """A database file with a worker, a child and the form."""
    path = tmp_path_factory.mktemp("walks") / "prepared.db"
    shutil.copyfile(empty_sqlite, path)

    async def fill(sessions: Sessions) -> tuple[Actor, int]:
        async with unit_of_work(sessions, now=NOW, keyring=KEYS) as uow:
            town, village, grid = await factories.place(uow)
            worker = await factories.worker(uow, town, village=village, grid=grid)
            child = await factories.child(uow, town, village, grid)
            await publish_form(uow, "every_type")
            return actor_of(worker), child.id

    actor, child_id = asyncio.run(_with(path, fill))
    return path, actor, child_id


async def _with(path: Path, deed: Callable) -> object:
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    try:
        return await deed(session_factory(engine))
    finally:
        await engine.dispose()


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**9), steps=st.integers(5, 40))
def test_the_answers_are_the_models_and_there_is_always_a_way_to_the_end(
    prepared: tuple[Path, Actor, int], seed: int, steps: int
) -> None:
    source, actor, child_id = prepared
    path = source.with_name("walk.db")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(source, path)

    async def walk(sessions: Sessions) -> None:
        def begin(who: Actor | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
            return unit_of_work(sessions, now=NOW, keyring=KEYS, actor=who)

        walker = Walker(Desk(begin, actor), random.Random(seed))
        await walker.desk.start("every_type", child_id=child_id)
        for _ in range(seed % 22):
            await walker.ordinary_step()
        for _ in range(steps):
            await walker.step()
        await walker.finish()

    asyncio.run(_with(path, walk))
