"""Buttons of the mandatory report. The answers travel in them: there is no draft to lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from views.buttons import Action
from views.menu import EVERYBODY, MORE, Entry
from views.screen import Button
from views.translate import gettext as _


@dataclass(frozen=True, slots=True)
class OpenReport(Action):
    """Start a report, from a run or from nowhere (0)."""

    prefix: ClassVar[str] = "rpo"
    run_id: int


@dataclass(frozen=True, slots=True)
class ReportNow(Action):
    """Start a report with the situation that an answer of the run points to."""

    prefix: ClassVar[str] = "rpk"
    run_id: int
    situation: int


@dataclass(frozen=True, slots=True)
class BackToSituation(Action):
    """The first question again; `opened` marks one opening: it sends one report at most."""

    prefix: ClassVar[str] = "rpn"
    run_id: int
    opened: str


@dataclass(frozen=True, slots=True)
class ChooseSituation(Action):
    """First answer."""

    prefix: ClassVar[str] = "rps"
    run_id: int
    opened: str
    situation: int


@dataclass(frozen=True, slots=True)
class ChooseDanger(Action):
    """Second answer, carrying the first."""

    prefix: ClassVar[str] = "rpd"
    run_id: int
    opened: str
    situation: int
    danger: str


@dataclass(frozen=True, slots=True)
class ChoosePlace(Action):
    """Third answer: sends."""

    prefix: ClassVar[str] = "rpw"
    run_id: int
    opened: str
    situation: int
    danger: str
    place: str


@dataclass(frozen=True, slots=True)
class AddToReport(Action):
    """What is typed next is added to this report."""

    prefix: ClassVar[str] = "rpa"
    report_id: int


@dataclass(frozen=True, slots=True)
class PoliceTold(Action):
    """The reporter has phoned the police."""

    prefix: ClassVar[str] = "rpt"
    report_id: int


@dataclass(frozen=True, slots=True)
class ShowPhones(Action):
    """Whom to call about a report."""

    prefix: ClassVar[str] = "rpc"
    report_id: int


@dataclass(frozen=True, slots=True)
class ShowReports(Action):
    """The reports there are, one page."""

    prefix: ClassVar[str] = "rpl"
    page: int


@dataclass(frozen=True, slots=True)
class ShowReport(Action):
    """Open one report."""

    prefix: ClassVar[str] = "rpv"
    report_id: int


@dataclass(frozen=True, slots=True)
class OpenSubject(Action):
    """Open name and address of whom a report is about."""

    prefix: ClassVar[str] = "rpi"
    report_id: int


@dataclass(frozen=True, slots=True)
class AcknowledgeReport(Action):
    """收到."""

    prefix: ClassVar[str] = "rpy"
    report_id: int


def report_button(run_id: int = 0) -> Button:
    """The button that stands on every screen of a run, and wherever else one may be needed."""
    return Button(_("🚨 立即报告"), OpenReport(run_id).pack())


def report_now_button(run_id: int, situation: int) -> Button:
    """For an answer that points to one of the nine situations (`M k` of the form)."""
    label = _("🚨 现在报告（情形{number}）").format(number=situation)
    return Button(label, ReportNow(run_id, situation).pack())


MORE.append(Entry(EVERYBODY, lambda: _("📄 强制报告记录"), ShowReports(0)))
