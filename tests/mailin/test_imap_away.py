"""A mailbox that can't be opened for a while: mail that came meanwhile is read once, and one alert an hour rings."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from core import connection
from tests.akkoord.away import alerts
from tests.mailin.shelf import Shelf, letter, reading, settings_of, until
from tests.real.dovecot import Dovecot, running_dovecot


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ring at the first failure, since nobody waits a minute here."""
    monkeypatch.setattr(connection, "GRACE", timedelta())


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A server of its own, since it is stopped."""
    with running_dovecot() as server:
        yield server


def test_mail_that_came_while_we_were_cut_off_is_read_once(dovecot: Dovecot) -> None:
    shelf = Shelf()
    with capture_logs() as logs, reading(settings_of(dovecot), shelf) as mailbox:
        for number in range(3):
            dovecot.append(letter(number))
            until(lambda: len(shelf.subjects) > number)  # noqa: B023 - waited for at once
            dovecot.kill()
            until(lambda: mailbox.health.failures >= 3)
            dovecot.start()
            until(lambda: mailbox.health.failures == 0)
    assert shelf.subjects == ["0", "1", "2"]
    assert alerts(logs, "imap") == ["away", "back"], "one an hour, however often it comes and goes"


def test_a_password_that_is_refused_and_then_taken_reads_what_came_meanwhile(dovecot: Dovecot) -> None:
    shelf = Shelf()
    dovecot.append(letter(1))
    config = dovecot.base / "dovecot.conf"
    was = config.read_text()
    dovecot.kill()
    config.write_text(was.replace(f"password={dovecot.password}", "password=anders"))
    dovecot.start()
    with capture_logs() as logs, reading(settings_of(dovecot), shelf) as mailbox:
        until(lambda: "AUTHENTICATIONFAILED" in mailbox.health.trouble and mailbox.health.failures >= 2)
        dovecot.kill()
        config.write_text(was)
        dovecot.start()
        shelf.wait(lambda: shelf.subjects == ["1"])
        until(lambda: mailbox.health.is_up)
    assert alerts(logs, "imap") == ["away", "back"]
    assert dovecot.password not in str(logs)


def test_a_folder_that_is_made_at_last_is_read(dovecot: Dovecot) -> None:
    shelf = Shelf()
    with capture_logs() as logs, reading(settings_of(dovecot, folder="Antwoorden"), shelf) as mailbox:
        until(lambda: mailbox.health.failures >= 2)
        assert "Mailbox doesn't exist: Antwoorden" in mailbox.health.trouble
        with dovecot.client() as client:
            client.create_folder("Antwoorden")
        dovecot.append(letter(1), folder="Antwoorden")
        shelf.wait(lambda: shelf.subjects == ["1"])
        until(lambda: mailbox.health.is_up)
    assert alerts(logs, "imap") == ["away", "back"]
