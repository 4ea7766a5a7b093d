"""All tables; importing this package registers them for Alembic and relationships."""

from __future__ import annotations

from models.attachment import Attachment
from models.audit_entry import AuditEntry
from models.base import Base, UtcDateTime
from models.care_team_member import CareTeamMember
from models.channel_account import ChannelAccount
from models.child import Child
from models.clock_shift import ClockShift
from models.daily_slot import DailySlot
from models.data_key import DataKey
from models.declined_suspicion import DeclinedSuspicion
from models.due_visit import DueVisit
from models.finding import Finding
from models.focus import Focus
from models.form_file import FormFile
from models.form_parcel import FormParcel
from models.form_version import FormVersion
from models.grid import Grid
from models.guardian import Guardian
from models.inbox_update import InboxUpdate
from models.institution import Institution
from models.invite import Invite
from models.kept_reports import FIXED as FIXED_IN_REPORTS
from models.outbox_message import OutboxMessage
from models.report import Report
from models.report_addition import ReportAddition
from models.run import Run
from models.submission import Submission
from models.town import Town
from models.venue import Venue
from models.village import Village
from models.web_event import WebEvent
from models.worker import Worker

__all__ = [
    "FIXED_IN_REPORTS",
    "Attachment",
    "AuditEntry",
    "Base",
    "CareTeamMember",
    "ChannelAccount",
    "Child",
    "ClockShift",
    "DailySlot",
    "DataKey",
    "DeclinedSuspicion",
    "DueVisit",
    "Finding",
    "Focus",
    "FormFile",
    "FormParcel",
    "FormVersion",
    "Grid",
    "Guardian",
    "InboxUpdate",
    "Institution",
    "Invite",
    "OutboxMessage",
    "Report",
    "ReportAddition",
    "Run",
    "Submission",
    "Town",
    "UtcDateTime",
    "Venue",
    "Village",
    "WebEvent",
    "Worker",
]
