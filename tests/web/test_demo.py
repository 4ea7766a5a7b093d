"""The demo's stage: anybody of the invented town, each tab somebody else, and the clock."""

from __future__ import annotations

import asyncio

from models.worker import Role
from tests import factories
from tests.web.conftest import Site
from tests.web.pages import open_page


async def staffed(site: Site) -> list[str]:
    """A grid worker and a supervisor; their codes."""
    async with site.begin() as uow:
        town, village, grid = await factories.place(uow)
        worker = await factories.worker(uow, town, village=village, grid=grid)
        supervisor = await factories.worker(uow, town, role=Role.SUPERVISOR)
        gone = await factories.worker(uow, town, active=False)
        assert gone.code
        return [worker.code, supervisor.code]


async def test_people_are_offered_by_role_with_codes_and_no_names(demo_site: Site) -> None:
    worker, supervisor = await staffed(demo_site)
    async with demo_site.browser() as client:
        response = await client.get("/demo/people")
        groups, text = await response.json(), await response.text()
    assert groups == [
        {"role": "grid_worker", "people": [{"code": worker, "village": "第1村", "grid": 1}]},
        {"role": "supervisor", "people": [{"code": supervisor, "village": "", "grid": 0}]},
    ]
    assert "穆青山" not in text


async def test_each_tab_can_be_somebody_else(demo_site: Site) -> None:
    codes = await staffed(demo_site)
    async with demo_site.browser() as client:
        tokens = [await entered(client, code) for code in codes]
        for token, role in zip(tokens, ("grid_worker", "supervisor"), strict=True):
            me = await client.get("/me", headers={"X-Phone": token})
            assert (await me.json())["role"] == role
        async with (
            open_page(client, token=tokens[0]) as one,
            open_page(client, token=tokens[1]) as two,
        ):
            await one.say(text="只给一个人")
            await one.hear_text("收到：只给一个人")
            assert two.find("只给一个人") is None
    assert len(demo_site.intake.updates) == 3


async def entered(client: object, code: str) -> str:
    """The tab's token after choosing a person."""
    response = await client.post("/demo/enter", json={"code": code})  # type: ignore[attr-defined]
    token: str = (await response.json())["token"]
    return token


async def test_coming_back_finds_the_same_chat_and_no_second_greeting(demo_site: Site) -> None:
    code, _ = await staffed(demo_site)
    async with demo_site.browser() as client:
        first, second = await entered(client, code), await entered(client, code)
        assert (await client.post("/demo/enter", json={"code": "nobody"})).status == 404
    assert first.partition(".")[0] == second.partition(".")[0]
    assert len(demo_site.intake.updates) == 1


async def test_time_passes_by_button_with_progress(demo_site: Site) -> None:
    async with demo_site.browser() as client:
        before = await (await client.get("/demo/clock")).json()
        async with client.post("/demo/clock", json={"hours": 168}) as response:
            assert response.status == 202
        while (face := await (await client.get("/demo/clock")).json())["moving"]:
            await asyncio.sleep(0)  # one turn of the loop
        assert (await client.post("/demo/clock", json={"hours": -5})).status == 409
    assert before["now"] == "2026-11-23T09:00+08:00"
    assert face["now"] == "2026-11-30T09:00+08:00"


async def test_a_second_press_while_time_passes_is_refused(demo_site: Site) -> None:
    assert demo_site.town.demo is not None
    assert demo_site.town.demo.start_moving(1)
    assert not demo_site.town.demo.start_moving(1)


async def test_the_demo_may_frame_itself_and_nobody_else_may(demo_site: Site) -> None:
    async with demo_site.browser() as client, client.get("/") as response:
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
