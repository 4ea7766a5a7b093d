"""Refused deeds: each has a code; the wording is in `views/errors.py`."""

from __future__ import annotations


class AppError(Exception):
    """A use case refused. The transaction is rolled back and the person told why.

    The message is for the log: ids and what to do, never names or what was typed.
    """

    code = "APP-000"


class NotFoundError(AppError):
    """Nothing there, or not in the actor's scope: the answer is the same for both."""

    code = "APP-404"


class NotAllowedError(AppError):
    """The actor's role may not do this."""

    code = "APP-403"


class StaleError(AppError):
    """The button was shown for an older state; show the present one instead."""

    code = "RUN-409"


class InviteError(AppError):
    """The invite link is unknown, used or expired."""

    code = "STAFF-001"
