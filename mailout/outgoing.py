"""From a message that is settled to the mail that carries it."""

from datetime import datetime

from core.outgoing import Outgoing
from mailout.compose import Composed, MailOut, compose


def compose_outgoing(outgoing: Outgoing, *, sender: str, at: datetime, unsubscribe_url: str = "") -> Composed:
    """Make the mail of an outgoing message.

    sender: our own address. unsubscribe_url: used for reminders only. Raises: BadAddress.
    """
    mail = MailOut(
        outbox_id=outgoing.outbox_id,
        token=outgoing.token,
        to=outgoing.address,
        sender=sender,
        at=at,
        language=outgoing.language.partition("-")[0],
        to_name=outgoing.to_name,
        tenant_name=outgoing.tenant_name,
        subject=outgoing.subject,
        in_reply_to=outgoing.in_reply_to,
        unsubscribe_url=unsubscribe_url if outgoing.can_unsubscribe else "",
    )
    choices = [label for label, _ in outgoing.choices]
    return compose(outgoing.said, message=mail, choices=choices, picture=outgoing.picture)
