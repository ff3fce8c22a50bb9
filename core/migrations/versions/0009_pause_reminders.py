"""Let a school pause its reminders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import core.db

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("tenant", sa.Column("reminders_paused_at", core.db.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("tenant", "reminders_paused_at")
