"""Whom a reply addresses, for its wording: by what they may do."""

from core.access import Right
from core.command import Context

# Whom the wording addresses, by what they may do; the first that holds.
ADDRESSED = (
    (Right.LOGBOOK_ENTER, "student"),
    (Right.LOGBOOK_APPROVE, "supervisor"),
    (Right.CONTACTS_MANAGE, "coordinator"),
    (Right.TENANT_CHAT, "admin"),
)


def role_of(ctx: Context) -> str:
    """Say whom a question addresses, for the wording; "school" is who only looks: a teacher, the school."""
    return next((role for right, role in ADDRESSED if right in ctx.actor.rights), "school")
