"""A house whose mail is real: composed by mailout, read by mailin, and proven by the stamp of a receiving server."""

from dataclasses import dataclass, field
from email.message import EmailMessage

from akkoord.delivery import Posted
from core.incoming import Channel
from core.outgoing import Outgoing
from mailin.door import MailDoor
from mailout.outgoing import compose_outgoing
from tests.house import House
from tests.road.town import ADDRESS, STAMP


@dataclass
class Postman:
    """A post that composes every mail as it would be sent, and keeps it; and brings mail to the desk."""

    house: House
    mails: list[EmailMessage] = field(default_factory=list)
    count: int = 0

    async def post(self, outgoing: Outgoing) -> Posted:
        link = f"http://127.0.0.1:8080/u/{outgoing.token}"
        mail = compose_outgoing(outgoing, sender=ADDRESS, at=self.house.now, unsubscribe_url=link)
        self.mails.append(mail.message)
        return Posted(mail.message_id, mail.text)

    def to(self, address: str) -> list[EmailMessage]:
        """Give every mail to an address."""
        return [mail for mail in self.mails if address in str(mail["To"])]

    async def brings(self, raw: bytes, key: str = "") -> str:
        """Have a mail received, decided and answered. Gives what came of it."""
        self.count += 1
        inbox_id = await self.house.desk.receive(Channel.MAIL, key or f"mailbox:1:{self.count}", raw)
        outcome = await self.house.desk.decide(inbox_id)
        await self.house.deliver()
        return outcome


def with_real_mail(house: House) -> Postman:
    """Let a house's mail go through the real composer and the real reader."""
    postman = Postman(house)
    domain = ADDRESS.rpartition("@")[2]
    house.desk.doors = {**house.desk.doors, Channel.MAIL: MailDoor(frozenset({STAMP}), domain, ADDRESS)}
    house.delivery.posts = {**house.delivery.posts, Channel.MAIL: postman}
    return postman
