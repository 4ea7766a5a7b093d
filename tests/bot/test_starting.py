"""Starting: each fault of the settings is one line that says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import aiohttp

from tests.bot.processes import environment, hulei, running
from tests.telegram.fake_server import fake_telegram


def lines(text: str) -> list[str]:
    """Without the empty ones."""
    return [line for line in text.splitlines() if line]


def begins(text: str) -> list[str]:
    """What each line is about."""
    return [line.partition(":")[0] for line in lines(text)]


def sqlite(folder: Path) -> str:
    """The URL of a database in this folder."""
    return f"sqlite+aiosqlite:///{folder / 'hulei.db'}"


async def test_all_faults_of_the_settings_are_named_at_once(tmp_path: Path) -> None:
    env = environment(tmp_path, "mysql://root@localhost/hulei") | {
        "HULEI_WEB_PORT": "80a",
        "HULEI_TELEGRAM_TOKEN": "no-token",
        "HULEI_TELEGRAM_MODE": "carrier pigeon",
        "HULEI_LOG_LEVEL": "loud",
    }
    done = await hulei("run", env=env)
    assert done.code == 2
    assert sorted(begins(done.complaints)) == [
        "HULEI_DATABASE_URL",
        "HULEI_LOG_LEVEL",
        "HULEI_MASTER_KEY_FILE",
        "HULEI_TELEGRAM_MODE",
        "HULEI_TELEGRAM_TOKEN",
        "HULEI_WEB_PORT",
    ]
    assert "`hulei key` makes one" in done.complaints


async def test_webhooks_are_refused_without_secret_and_address(tmp_path: Path) -> None:
    env = environment(tmp_path, sqlite(tmp_path)) | {
        "HULEI_TELEGRAM_TOKEN": "123456:AAFakeTokenForLocalTests",
        "HULEI_TELEGRAM_MODE": "webhook",
    }
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    done = await hulei("run", env=env)
    assert done.code == 2
    assert begins(done.complaints) == ["HULEI_WEBHOOK_SECRET", "HULEI_PUBLIC_URL"]


async def test_a_key_is_for_its_owner_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    env = environment(tmp_path, sqlite(tmp_path))
    assert (await hulei("key", str(path), env=env)).code == 0
    key = path.read_text()
    assert len(bytes.fromhex(key)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    again = await hulei("key", str(path), env=env)
    assert again.code == 1
    assert "left alone" in again.complaints
    assert path.read_text() == key


async def test_a_key_others_may_read_is_refused(tmp_path: Path) -> None:
    env = environment(tmp_path, sqlite(tmp_path))
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    Path(env["HULEI_MASTER_KEY_FILE"]).chmod(0o644)
    done = await hulei("run", env=env)
    assert done.code == 2
    assert "chmod 600" in done.complaints


async def test_on_sqlite_no_worker_is_needed(tmp_path: Path) -> None:
    env = environment(tmp_path, sqlite(tmp_path))
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    done = await hulei("worker", env=env)
    assert done.code == 1
    assert "hulei run" in done.complaints


async def test_an_invite_needs_a_database_and_somebody_to_invite(tmp_path: Path) -> None:
    env = environment(tmp_path, sqlite(tmp_path))
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    without_tables = await hulei("invite", "QH-W-99", env=env)
    assert without_tables.code == 2
    assert "hulei migrate" in without_tables.complaints
    assert (await hulei("migrate", env=env)).code == 0
    nobody = await hulei("invite", "QH-W-99", env=env)
    assert nobody.code == 1
    assert "QH-W-99" in nobody.complaints
    assert nobody.out == ""


async def test_a_database_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path,
) -> None:
    url = "postgresql+asyncpg://hulei:geheim@127.0.0.1:1/hulei"
    env = environment(tmp_path, url)
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    done = await hulei("worker", env=env)
    assert done.code == 2
    assert begins(done.complaints) == ["HULEI_DATABASE_URL"]
    assert "127.0.0.1:1" in done.complaints
    assert "geheim" not in done.complaints


async def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    env = environment(tmp_path, sqlite(tmp_path))
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(env["HULEI_WEB_PORT"])))
        other.listen()
        done = await hulei("run", env=env)
    assert done.code == 1
    assert "HULEI_WEB_PORT" in done.complaints


async def test_a_token_telegram_does_not_know_is_one_line(tmp_path: Path) -> None:
    async with fake_telegram() as server:
        env = environment(tmp_path, sqlite(tmp_path), server)
        env["HULEI_TELEGRAM_TOKEN"] = "1:AAAnotherTokenOfNobody"
        await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
        done = await hulei("run", env=env)
    assert done.code == 2
    assert begins(done.complaints) == ["HULEI_TELEGRAM_TOKEN"]


async def test_the_web_chat_is_served_while_telegram_cannot_be_reached(tmp_path: Path) -> None:
    async with fake_telegram() as server:
        env = environment(tmp_path, sqlite(tmp_path), server)
    await hulei("key", env["HULEI_MASTER_KEY_FILE"], env=env)
    async with running("run", env) as bot, aiohttp.ClientSession() as client:
        await bot.until_ready()
        async with client.get(f"http://127.0.0.1:{env['HULEI_WEB_PORT']}/ready") as response:
            assert (await response.json())["ready"] is True
        assert "telegram_unreachable" in bot.log.read_text()
        assert await bot.stop() == 0
