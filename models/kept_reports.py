"""Triggers that keep reports: what has been reported is never changed or deleted, by anybody.

The code has no such path; these hold a console and a mistake to the same rule. Erasing a report's
content when the law asks for it means destroying its data key. An SQLite migration that rebuilds
one of the two tables has to make its triggers again.
"""

from __future__ import annotations

import sqlalchemy as sa

from models.report import Report
from models.report_addition import ReportAddition

WHY = "a report is only ever added to"

FIXED = (
    "uid, town_id, code, reporter_id, child_id, venue_id, run_id, situation, danger, place, "
    "created_at"
)
"""Columns of a report that nothing may write again."""

SQLITE = {
    "reports": (
        f"CREATE TRIGGER reports_kept_delete BEFORE DELETE ON reports "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
        f"CREATE TRIGGER reports_kept_update BEFORE UPDATE OF {FIXED} ON reports "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
    ),
    "report_additions": (
        f"CREATE TRIGGER report_additions_kept_delete BEFORE DELETE ON report_additions "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
        f"CREATE TRIGGER report_additions_kept_update BEFORE UPDATE ON report_additions "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
    ),
}

POSTGRESQL = {
    "reports": (
        f"CREATE OR REPLACE FUNCTION keep_reports() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$",
        "CREATE TRIGGER reports_kept_delete BEFORE DELETE ON reports "
        "FOR EACH ROW EXECUTE FUNCTION keep_reports()",
        f"CREATE TRIGGER reports_kept_update BEFORE UPDATE OF {FIXED} ON reports "
        "FOR EACH ROW EXECUTE FUNCTION keep_reports()",
    ),
    "report_additions": (
        f"CREATE OR REPLACE FUNCTION keep_reports() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$",
        "CREATE TRIGGER report_additions_kept BEFORE DELETE OR UPDATE ON report_additions "
        "FOR EACH ROW EXECUTE FUNCTION keep_reports()",
    ),
}

for model in (Report, ReportAddition):
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements[model.__tablename__]:
            trigger: sa.ExecutableDDLElement = sa.DDL(statement)  # type: ignore[no-untyped-call]
            sa.event.listen(model.__table__, "after_create", trigger.execute_if(dialect=dialect))
