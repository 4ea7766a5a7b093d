"""`hulei demo`: the invented town on SQLite, the web chat, a clock that can be moved."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import webbrowser
from pathlib import Path

from bot.channels.web.server import WebServer

FOLDER = Path("var/demo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Address, folder, and whether to open a browser."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0: any free port")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="database and key of the demo")
    parser.add_argument("--fresh", action="store_true", help="begin with a new town")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    if arguments.fresh:
        for path in arguments.folder.glob("hulei.db*"):
            path.unlink()
    return asyncio.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    server = WebServer(demo=True)
    try:
        address = await server.start(arguments.host, arguments.port)
    except OSError as error:
        print(f"端口 {arguments.port} 不能用：{error.strerror}。换一个：--port 0", file=sys.stderr)
        print("  the port is taken; choose another: hulei demo --port 0", file=sys.stderr)
        return 1
    print("护蕾 Hulei · 青禾镇（虚构，人物地名均不存在 / invented town and people）", flush=True)
    print(address, flush=True)
    if arguments.open:
        await asyncio.to_thread(_open_browser, address)

    def progress(percent: int, step: str, words: str) -> None:
        server.progress(percent, step)
        print(f"  {percent:3} %  {words}", flush=True)

    progress(5, "load", "装载程序 / loading")
    # In a thread: the page is answered meanwhile and shows how far we are.
    open_demo = await asyncio.to_thread(_load)
    try:
        async with open_demo(server, address, arguments.folder, progress) as stopped:
            seconds = time.monotonic() - started
            print(f"  就绪 / ready ({seconds:.1f} s)，按 Ctrl-C 结束", flush=True)
            await stopped.wait()
    finally:
        await server.stop()
    print("已停止 / stopped", flush=True)
    return 0


def _load():  # type: ignore[no-untyped-def]
    from bot.fast_aiogram import load_aiogram

    load_aiogram()
    from bot.demo.stage import open_demo

    return open_demo


def _open_browser(address: str) -> None:
    """Only where there is a screen: a server's console browser would take the terminal."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return
    webbrowser.open(address)
