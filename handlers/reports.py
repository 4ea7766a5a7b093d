"""The mandatory report: from anywhere, three taps, sent; then additions, 收到, lists."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Focused, Pressed, Said
from handlers.inspections import FOREIGN
from models import Focus
from models.report import Danger
from services import focus as focuses
from services import reports
from services.errors import StaleError
from services.reports import Answers, Place
from services.unit_of_work import UnitOfWork
from views import reports as view
from views.menu import main_menu
from views.reports import (
    AcknowledgeReport,
    AddToReport,
    BackToSituation,
    ChooseDanger,
    ChoosePlace,
    ChooseSituation,
    OpenReport,
    OpenSubject,
    PoliceTold,
    ReportNow,
    ShowPhones,
    ShowReport,
    ShowReports,
)
from views.screen import Screen

router = Router(name="reports")
"""Asked before all others: nothing may stand in a report's way."""

additions = Router(name="report_additions")
"""What is typed into a report: asked after commands and menu words."""


def _situation(number: int) -> int:
    if number not in view.SITUATIONS:
        raise StaleError("button with a situation that does not exist")
    return number


def _danger(value: str) -> Danger:
    try:
        return Danger(value)
    except ValueError as error:
        raise StaleError("button with an answer that does not exist") from error


def _place(value: str) -> Place:
    try:
        return Place(value)
    except ValueError as error:
        raise StaleError("button with an answer that does not exist") from error


async def _hold(uow: UnitOfWork, run_id: int) -> None:
    """What is typed from now on is not an answer of the interrupted run."""
    await focuses.set_focus(uow, "report", 0, str(abs(run_id) or ""))


async def _begin(uow: UnitOfWork, run_id: int) -> Screen:
    await _hold(uow, run_id)
    about = await reports.about(uow, run_id)
    return view.ask_situation(run_id, reports.opening(), about)


async def _run_to_resume(uow: UnitOfWork) -> int:
    """The run the present report was opened in, or 0."""
    return _run_of(await focuses.current(uow))


def _run_of(focus: Focus | None) -> int:
    ref = focus.ref if focus is not None and focus.kind == "report" else ""
    return int(ref) if ref.isdecimal() else 0


@router.message(Command("report"))
@router.message(Said("强制报告", "报告"))
async def start(_message: Message, uow: UnitOfWork) -> Screen:
    """Begin from the menu: the run in focus, if any, says which child it is about."""
    return await _begin(uow, await reports.run_in_hand(uow))


@router.callback_query(Pressed(OpenReport))
async def open_report(_query: CallbackQuery, uow: UnitOfWork, action: OpenReport) -> Screen:
    """Begin from a button of a run."""
    return await _begin(uow, action.run_id)


@router.callback_query(Pressed(ReportNow))
async def report_now(_query: CallbackQuery, uow: UnitOfWork, action: ReportNow) -> Screen:
    """Begin with the situation that an answer points to."""
    await _hold(uow, action.run_id)
    situation = _situation(action.situation)
    return view.ask_danger(action.run_id, reports.opening(), situation, first=True)


@router.callback_query(Pressed(BackToSituation))
async def back(_query: CallbackQuery, uow: UnitOfWork, action: BackToSituation) -> Screen:
    """The first question again."""
    about = await reports.about(uow, action.run_id)
    return view.ask_situation(action.run_id, action.opened, about, in_place=True)


@router.callback_query(Pressed(ChooseSituation))
async def choose_situation(_query: CallbackQuery, action: ChooseSituation) -> Screen:
    """First answer taken."""
    return view.ask_danger(action.run_id, action.opened, _situation(action.situation))


@router.callback_query(Pressed(ChooseDanger))
async def choose_danger(_query: CallbackQuery, action: ChooseDanger) -> Screen:
    """Second answer taken."""
    situation, danger = _situation(action.situation), _danger(action.danger)
    return view.ask_place(action.run_id, action.opened, situation, danger)


@router.callback_query(Pressed(ChoosePlace))
async def choose_place(_query: CallbackQuery, uow: UnitOfWork, action: ChoosePlace) -> Screen:
    """Third answer taken: send at once."""
    answers = Answers(_situation(action.situation), _danger(action.danger), _place(action.place))
    return view.sent(await reports.send(uow, action.run_id, action.opened, answers))


@router.callback_query(Pressed(AddToReport))
async def add_to(_query: CallbackQuery, uow: UnitOfWork, action: AddToReport) -> Screen:
    """What is typed next is for this report."""
    run_id = await _run_to_resume(uow)
    code = await reports.begin_addition(uow, action.report_id)
    return view.ask_addition(code, action.report_id, run_id)


@router.callback_query(Pressed(PoliceTold))
async def police_told(_query: CallbackQuery, uow: UnitOfWork, action: PoliceTold) -> Screen:
    """The reporter has phoned."""
    code = await reports.police_told(uow, action.report_id)
    return view.noted_police(code, action.report_id, await _run_to_resume(uow))


@router.callback_query(Pressed(ShowPhones))
async def phones(_query: CallbackQuery, uow: UnitOfWork, action: ShowPhones) -> Screen:
    """Whom to call."""
    return view.phone_list(await reports.duty_phones(uow, action.report_id), action.report_id)


@router.message(Command("reports"))
async def list_reports(_message: Message, uow: UnitOfWork) -> Screen:
    """The reports the person may see."""
    return view.report_list(await reports.page(uow), menu=main_menu(uow.who.role))


@router.callback_query(Pressed(ShowReports))
async def show_reports(_query: CallbackQuery, uow: UnitOfWork, action: ShowReports) -> Screen:
    """One page of reports."""
    return view.report_list(await reports.page(uow, action.page))


@router.callback_query(Pressed(ShowReport))
async def show_report(
    _query: CallbackQuery, uow: UnitOfWork, action: ShowReport, channel: str
) -> Screen:
    """Open one report; what was added to it is not for a foreign channel."""
    words = channel not in FOREIGN
    return view.report_card(await reports.open_report(uow, action.report_id, words=words))


@router.callback_query(Pressed(OpenSubject))
async def open_subject(
    _query: CallbackQuery, uow: UnitOfWork, action: OpenSubject, channel: str
) -> Screen:
    """Open whom it is about."""
    if channel in FOREIGN:
        return view.only_in_web()
    return view.subject_card(await reports.open_subject(uow, action.report_id))


@router.callback_query(Pressed(AcknowledgeReport))
async def acknowledge(_query: CallbackQuery, uow: UnitOfWork, action: AcknowledgeReport) -> Screen:
    """收到."""
    done = await reports.acknowledge(uow, action.report_id)
    return view.acknowledged(done, uow.who.role)


@additions.message(F.text, Focused("report"))
async def add(message: Message, uow: UnitOfWork, focus: Focus) -> Screen:
    """Words typed while a report is in focus."""
    run_id, report_id = _run_of(focus), focus.object_id
    if not report_id:
        return view.tap_first(run_id)
    code = await reports.add(uow, report_id, message.text or "")
    return view.added(code, report_id, run_id)


@additions.message(Focused("report"))
async def refuse_file(_message: Message, focus: Focus) -> Screen:
    """A photo or place while a report is in focus."""
    return view.nothing_to_add(_run_of(focus))
