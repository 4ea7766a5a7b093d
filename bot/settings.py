"""Settings from the environment; every fault is named at start, with its remedy."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MIN_SECRET = 32
"""Characters a webhook secret must have; a missing one would accept everybody's posts."""

MASTER_KEY_FILE = "var/master.key"

DATABASES = ("sqlite+aiosqlite", "postgresql+asyncpg")
MODES = ("polling", "webhook")


class SettingsError(Exception):
    """The environment is not usable; `faults` says everything that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides. Secrets are not shown by `repr`."""

    database_url: str
    master_key_file: Path
    web_host: str
    web_port: int
    public_url: str
    telegram_token: str
    telegram_api: str
    telegram_mode: str
    webhook_secret: str
    log_level: str

    def __repr__(self) -> str:
        """No secret, no password in a URL."""
        return f"Settings(database={urlsplit(self.database_url).scheme}, port={self.web_port})"

    @property
    def telegram(self) -> bool:
        """Whether Telegram is a channel here."""
        return bool(self.telegram_token)


class _Reader:
    """Collects values and faults."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environment.get(name, "").strip() or default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        self.faults.append(f"{name}: a number from {low} to {high} is needed, not {text!r}")
        return default

    def one_of(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text not in choices:
            self.faults.append(f"{name}: one of {', '.join(choices)} is needed, not {text!r}")
        return text

    def check(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `HULEI_*` (see `.env.example` for each one with its unit).

    Raises:
        SettingsError: With all faults at once.

    """
    read = _Reader(os.environ if environment is None else environment)
    settings = Settings(
        database_url=read.text("HULEI_DATABASE_URL", "sqlite+aiosqlite:///var/hulei.db"),
        master_key_file=Path(read.text("HULEI_MASTER_KEY_FILE", MASTER_KEY_FILE)),
        web_host=read.text("HULEI_WEB_HOST", "127.0.0.1"),
        web_port=read.number("HULEI_WEB_PORT", 8080, 1, 65535),
        public_url=read.text("HULEI_PUBLIC_URL"),
        telegram_token=read.text("HULEI_TELEGRAM_TOKEN"),
        telegram_api=read.text("HULEI_TELEGRAM_API"),
        telegram_mode=read.one_of("HULEI_TELEGRAM_MODE", "polling", MODES),
        webhook_secret=read.text("HULEI_WEBHOOK_SECRET"),
        log_level=read.one_of("HULEI_LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
    )
    _check(settings, read)
    if read.faults:
        raise SettingsError(read.faults)
    return settings


def _check(settings: Settings, read: _Reader) -> None:
    scheme = urlsplit(settings.database_url).scheme
    read.check(
        scheme in DATABASES, f"HULEI_DATABASE_URL: must begin with {' or '.join(DATABASES)}://"
    )
    if settings.telegram:
        digits, _, rest = settings.telegram_token.partition(":")
        read.check(
            digits.isdigit() and bool(rest),
            "HULEI_TELEGRAM_TOKEN: not a bot token (digits:letters); ask @BotFather for one",
        )
    if settings.telegram and settings.telegram_mode == "webhook":
        secret = settings.webhook_secret
        read.check(
            len(secret) >= MIN_SECRET and secret.isascii(),
            f"HULEI_WEBHOOK_SECRET: at least {MIN_SECRET} ASCII characters are needed",
        )
        read.check(
            settings.public_url.startswith("https://"),
            "HULEI_PUBLIC_URL: the https:// address Telegram can reach is needed for webhooks",
        )


def read_master_key(path: Path) -> bytes:
    """The 32 bytes of the master key (64 hex characters in a file only its owner may read).

    Raises:
        SettingsError: Missing, readable by others, or not a key.

    """
    if not path.exists():
        raise SettingsError([f"HULEI_MASTER_KEY_FILE: {path} is missing; `hulei key` makes one"])
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError([f"HULEI_MASTER_KEY_FILE: others may read {path}; chmod 600 it"])
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as error:
        raise SettingsError([f"HULEI_MASTER_KEY_FILE: {path} is not hexadecimal"]) from error
    if len(key) != 32:
        raise SettingsError([f"HULEI_MASTER_KEY_FILE: {path} must hold 64 hexadecimal digits"])
    return key


def make_master_key(path: Path) -> None:
    """Write a fresh key; raises FileExistsError rather than replace one (that would lose all)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(32).hex() + "\n")
