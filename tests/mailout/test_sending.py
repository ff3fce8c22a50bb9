"""Mail reaches a real SMTP server, and every failure says what to do about it."""

import asyncio
import ssl
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from mailout.sending import MailSender, Refused, Security, SmtpSettings, TryLater
from tests.mailout.office import letter

Open = Callable[..., Any]
To = Callable[..., MailSender]


async def test_a_mail_arrives_as_it_was_composed(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    await sender_to(office).send(letter("Zoë's uren", html="<p>Één week.</p>\n<p>.</p>"))
    envelope = office.envelopes[0]
    assert envelope.mail_from == "uren@akkoord.example"
    assert envelope.rcpt_tos == ["marijke@houtzaag.example"]
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert mail["Subject"] == "Zoë's uren"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "\n\nÉén week.\n\n.\n" in text.get_content().replace("\r\n", "\n")


async def test_a_batch_shares_one_connection(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    sender = sender_to(office)
    for number in range(5):
        await sender.send(letter(outbox_id=number))
    assert office.connections == 1
    assert len(office.envelopes) == 5


async def test_mails_sent_at_once_do_not_mix(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    sender = sender_to(office)
    await asyncio.gather(*(sender.send(letter(to=f"m{number}@x.example")) for number in range(8)))
    assert sorted(envelope.rcpt_tos[0] for envelope in office.envelopes) == [f"m{n}@x.example" for n in range(8)]


async def test_a_connection_closed_meanwhile_is_opened_again(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    sender = sender_to(office)
    await sender.send(letter())
    office.hang_up()
    await asyncio.sleep(0)
    await sender.send(letter(outbox_id=32))
    assert office.connections == 2
    assert len(office.envelopes) == 2


async def test_a_server_that_wants_a_new_connection_gets_one(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    sender = sender_to(office)
    await sender.send(letter())
    office.mail_answers = ["421 4.7.0 too many messages on this connection"]
    await sender.send(letter(outbox_id=32))
    assert office.connections == 2
    assert len(office.envelopes) == 2


async def test_a_connection_lost_in_the_middle_is_tried_later(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    office.hang_up_at_data = 1
    sender = sender_to(office)
    with pytest.raises(TryLater):
        await sender.send(letter())
    await sender.send(letter())
    assert len(office.envelopes) == 1


async def test_greylisting_says_how_long_to_wait(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    office.rcpt_answers = ["451 4.7.1 Greylisted, try again in 5 minutes", "451 4.3.0 busy"]
    sender = sender_to(office)
    with pytest.raises(TryLater) as later:
        await sender.send(letter())
    assert later.value.seconds == 300
    with pytest.raises(TryLater) as later:
        await sender.send(letter())
    assert later.value.seconds is None
    await sender.send(letter())
    assert office.connections == 1
    assert len(office.envelopes) == 1


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("550 5.1.1 No such user", True),
        ("550 no such user here", True),
        ("553 mailbox name invalid", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.7.1 we don't like you", False),
        ("552 5.2.2 mailbox full", False),
        ("554 5.7.1 blocked", False),
    ],
)
async def test_an_address_that_does_not_work_is_told_from_one_that_does_not_want_this_mail(
    open_office: Open, sender_to: To, answer: str, permanent: bool
) -> None:
    office = await open_office()
    office.rcpt_answers = [answer]
    sender = sender_to(office)
    with pytest.raises(Refused) as refused:
        await sender.send(letter())
    assert refused.value.permanent is permanent
    assert answer.split(" ", 1)[1] in refused.value.why
    await sender.send(letter())
    assert len(office.envelopes) == 1


async def test_content_that_is_refused_does_not_condemn_the_address(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    office.data_answers = ["554 5.6.0 looks like spam", "452 4.3.1 disk full"]
    sender = sender_to(office)
    with pytest.raises(Refused) as refused:
        await sender.send(letter())
    assert not refused.value.permanent
    with pytest.raises(TryLater):
        await sender.send(letter())


async def test_a_sender_that_is_refused_loses_no_mail(open_office: Open, sender_to: To) -> None:
    office = await open_office()
    office.mail_answers = ["550 5.7.60 not allowed to send as this address"]
    with pytest.raises(TryLater, match=r"5\.7\.60"):
        await sender_to(office).send(letter())


async def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sender = MailSender(SmtpSettings("127.0.0.1", port, security=Security.NONE, timeout=0.1))
    with pytest.raises(TryLater, match="too long"):
        await asyncio.wait_for(sender.send(letter()), 5)
    server.close()


async def test_a_server_that_is_not_there_is_tried_later(open_office: Open) -> None:
    office = await open_office()
    free = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    await free.wait_closed()
    sender = MailSender(SmtpSettings(office.host, port, security=Security.NONE, timeout=2))
    with pytest.raises(TryLater):
        await sender.send(letter())
    await sender.close()


async def test_a_password_is_used_to_sign_in(open_office: Open, sender_to: To) -> None:
    office = await open_office(auth_require_tls=False, authenticator=_by_password)
    await sender_to(office, username="uren", password="sesam").send(letter())
    assert office.logins == ["uren:sesam"]
    assert len(office.envelopes) == 1


async def test_a_wrong_password_loses_no_mail_and_is_not_told(open_office: Open, sender_to: To) -> None:
    office = await open_office(auth_require_tls=False, authenticator=_by_password)
    with pytest.raises(TryLater, match="signing in failed") as later:
        await sender_to(office, username="uren", password="geheim-woord").send(letter())
    assert "geheim-woord" not in later.value.why
    assert office.envelopes == []


def _by_password(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    return server.event_handler.check_password(data)


async def test_an_access_token_is_fetched_for_each_connection_and_exchanged(open_office: Open, sender_to: To) -> None:
    office = await open_office(auth_require_tls=False)
    tokens = iter(["stale", "fresh"])

    async def token() -> str:
        return next(tokens)

    sender = sender_to(office, username="uren@akkoord.example", token=token)
    with pytest.raises(TryLater, match="signing in failed"):
        await sender.send(letter())
    await sender.send(letter())
    assert office.logins[-1] == "user=uren@akkoord.example\x01auth=Bearer fresh\x01\x01"
    assert len(office.envelopes) == 1


async def test_a_token_that_cannot_be_fetched_is_tried_later(open_office: Open, sender_to: To) -> None:
    office = await open_office(auth_require_tls=False)

    async def token() -> str:
        raise ConnectionError("the token service is away")

    with pytest.raises(TryLater, match="token service"):
        await sender_to(office, username="uren", token=token).send(letter())


async def test_starttls_encrypts_before_signing_in(
    open_office: Open, sender_to: To, server_tls: ssl.SSLContext, certificate: Path
) -> None:
    office = await open_office(tls_context=server_tls, require_starttls=True, authenticator=_by_password)
    sender = sender_to(office, security=Security.STARTTLS, ca_file=str(certificate), username="uren", password="sesam")
    await sender.send(letter())
    assert office.logins == ["uren:sesam"]
    assert len(office.envelopes) == 1


async def test_tls_from_the_first_byte_works(
    open_office: Open, sender_to: To, server_tls: ssl.SSLContext, certificate: Path
) -> None:
    office = await open_office(wrap=server_tls)
    await sender_to(office, security=Security.TLS, ca_file=str(certificate)).send(letter())
    assert len(office.envelopes) == 1


async def test_a_server_without_starttls_gets_no_password_and_no_mail(open_office: Open, sender_to: To) -> None:
    office = await open_office(auth_require_tls=False, authenticator=_by_password)
    with pytest.raises(TryLater):
        await sender_to(office, security=Security.STARTTLS, username="uren", password="sesam").send(letter())
    assert office.logins == []
    assert office.envelopes == []


async def test_an_unknown_certificate_gets_no_mail(
    open_office: Open, sender_to: To, server_tls: ssl.SSLContext
) -> None:
    office = await open_office(tls_context=server_tls)
    with pytest.raises(TryLater):
        await sender_to(office, security=Security.STARTTLS).send(letter())
    assert office.envelopes == []


def test_secrets_never_cross_a_network_unencrypted() -> None:
    with pytest.raises(ValueError, match="starttls or tls"):
        SmtpSettings("mail.example", 25, security=Security.NONE, username="uren", password="sesam")
    assert SmtpSettings("::1", 25, security=Security.NONE, username="uren").host == "::1"
    assert "sesam" not in repr(SmtpSettings("mail.example", 587, username="uren", password="sesam"))


def test_a_timeout_there_always_is() -> None:
    with pytest.raises(ValueError, match="timeout"):
        SmtpSettings("mail.example", 587, timeout=0)
