"""keep reports: triggers against changing and deleting.

Revision: 202611220620, after 202611220531
"""

from __future__ import annotations

from alembic import op

revision = '202611220620'
down_revision = '202611220531'
branch_labels = None
depends_on = None

WHY = "a report is only ever added to"
FIXED = (
    "uid, town_id, code, reporter_id, child_id, venue_id, run_id, situation, danger, place, "
    "created_at"
)


def upgrade() -> None:
    """Make them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute(
            "CREATE OR REPLACE FUNCTION keep_reports() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$"
        )
        each = "FOR EACH ROW EXECUTE FUNCTION keep_reports()"
        op.execute(f"CREATE TRIGGER reports_kept_delete BEFORE DELETE ON reports {each}")
        op.execute(f"CREATE TRIGGER reports_kept_update BEFORE UPDATE OF {FIXED} ON reports {each}")
        op.execute(
            "CREATE TRIGGER report_additions_kept BEFORE DELETE OR UPDATE "
            f"ON report_additions {each}"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    op.execute(f"CREATE TRIGGER reports_kept_delete BEFORE DELETE ON reports {refuse}")
    op.execute(f"CREATE TRIGGER reports_kept_update BEFORE UPDATE OF {FIXED} ON reports {refuse}")
    op.execute(
        f"CREATE TRIGGER report_additions_kept_delete BEFORE DELETE ON report_additions {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER report_additions_kept_update BEFORE UPDATE ON report_additions {refuse}"
    )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS keep_reports() CASCADE")
        return
    for name in (
        "reports_kept_delete",
        "reports_kept_update",
        "report_additions_kept_delete",
        "report_additions_kept_update",
    ):
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
