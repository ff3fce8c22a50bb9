"""Let a day have one approval that stands, and find days and approvals by the request behind them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING = sa.text("withdrawn_at IS NULL")
# Where two stand, the school's own copy decides: the one it received first, else the one given last.
TWICE = """
UPDATE approval SET withdrawn_at = approved_at WHERE id IN (
    SELECT id FROM (
        SELECT id, ROW_NUMBER() OVER (
            PARTITION BY entry_id
            ORDER BY CASE WHEN exported_at IS NULL THEN 1 ELSE 0 END, exported_at,
                     CASE WHEN exported_at IS NULL THEN -id ELSE id END
        ) AS place
        FROM approval WHERE withdrawn_at IS NULL
    ) AS standing WHERE place > 1
)
"""


def upgrade() -> None:
    op.execute(TWICE)
    op.create_index(
        "uq_approval_standing_entry",
        "approval",
        ["entry_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index(op.f("ix_approval_source_decision_id"), "approval", ["source_decision_id"])
    op.create_index(op.f("ix_day_entry_ask_decision_id"), "day_entry", ["ask_decision_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_day_entry_ask_decision_id"), table_name="day_entry")
    op.drop_index(op.f("ix_approval_source_decision_id"), table_name="approval")
    op.drop_index("uq_approval_standing_entry", table_name="approval")
