"""Keep how people want to be reached and reminded, and who stands in for whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import core.db

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("stopped_at", core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("started_at", core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("quiet_weekend", sa.Boolean(), nullable=False),
        sa.Column("builders_region", sa.String(length=20), nullable=False),
        sa.Column("free_from", sa.Date(), nullable=True),
        sa.Column("free_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preference_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", core.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["absent_id"], ["person.id"], name=op.f("fk_stand_in_absent_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_stand_in_decision_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_stand_in_organisation_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["person.id"], name=op.f("fk_stand_in_stand_in_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_stand_in_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index(op.f("ix_stand_in_absent_id"), "stand_in", ["absent_id"])
    op.create_index(op.f("ix_stand_in_stand_in_id"), "stand_in", ["stand_in_id"])
    op.create_index(op.f("ix_stand_in_decision_id"), "stand_in", ["decision_id"])


def downgrade() -> None:
    op.drop_table("stand_in")
    op.drop_table("preference")
