"""Let one copy of a mail be decided, and find what someone sent before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DECIDED = sa.text("state = 'decided'")


def upgrade() -> None:
    op.create_index(
        "uq_inbox_decided_fingerprint",
        "inbox",
        ["fingerprint"],
        unique=True,
        sqlite_where=DECIDED,
        postgresql_where=DECIDED,
    )
    op.create_index("ix_inbox_person_id", "inbox", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_inbox_person_id", table_name="inbox")
    op.drop_index("uq_inbox_decided_fingerprint", table_name="inbox")
