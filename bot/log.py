"""Logging: static events with ids, cleaned of personal data; foreign loggers kept quiet."""

from __future__ import annotations

import logging
import sys

import structlog

from privacy.redact import redact, redact_text

TALKATIVE = ("httpx", "httpcore", "aiogram", "aiogram.event", "telegram", "aiohttp.access", "PIL")
NOISY = ("apscheduler",)
"""The first print the bot token or whole updates at INFO; the second warns of every late tick."""


class CleanFormatter(logging.Formatter):
    """Text of foreign loggers, cleaned the same way as ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Drop what looks like a name, a phone or a token, in tracebacks too."""
        return redact_text(super().format(record))


def set_up_logging(level: str = "info") -> None:
    """Send all logs to standard error: ours as key=value lines, others cleaned."""
    number = logging.getLevelName(level.upper())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CleanFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
