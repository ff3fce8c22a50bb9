"""Let an invitation be to a school itself, and be made by nobody we know."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPTIONAL = ("organisation_id", "invited_by")


def upgrade() -> None:
    with op.batch_alter_table("invitation") as table:
        for column in OPTIONAL:
            table.alter_column(column, existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    for column in OPTIONAL:
        op.execute(f"DELETE FROM invitation WHERE {column} IS NULL")  # noqa: S608 - the names are ours
    with op.batch_alter_table("invitation") as table:
        for column in OPTIONAL:
            table.alter_column(column, existing_type=sa.Integer(), nullable=False)
