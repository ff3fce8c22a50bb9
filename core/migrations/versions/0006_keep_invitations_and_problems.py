"""Keep who was invited as a contact, and the problems that were reported."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import core.db

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = core.db.UtcDateTime(timezone=True)


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("initials", sa.String(length=20), nullable=False),
        sa.Column("infix", sa.String(length=30), nullable=False),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        _foreign("invitation", "tenant_id", "tenant"),
        _foreign("invitation", "organisation_id", "organisation"),
        _foreign("invitation", "invited_by", "person"),
        _foreign("invitation", "decision_id", "decision"),
        _foreign("invitation", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    for column in ("tenant_id", "organisation_id", "decision_id", "email"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        _foreign("problem", "tenant_id", "tenant"),
        _foreign("problem", "dossier_id", "dossier"),
        _foreign("problem", "reporter_id", "person"),
        _foreign("problem", "decision_id", "decision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    for column in ("tenant_id", "reporter_id", "decision_id", "number"):
        op.create_index(op.f(f"ix_problem_{column}"), "problem", [column])
    op.create_table(
        "problem_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("from_school", sa.Boolean(), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _foreign("problem_message", "tenant_id", "tenant"),
        _foreign("problem_message", "problem_id", "problem"),
        _foreign("problem_message", "inbox_id", "inbox"),
        _foreign("problem_message", "outbox_id", "outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_message")),
    )
    op.create_index(op.f("ix_problem_message_problem_id"), "problem_message", ["problem_id"])
    op.create_index(op.f("ix_problem_message_outbox_id"), "problem_message", ["outbox_id"])


def downgrade() -> None:
    op.drop_table("problem_message")
    op.drop_table("problem")
    op.drop_table("invitation")
