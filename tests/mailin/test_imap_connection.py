"""Whatever a server or a line does, the mailbox comes back to it, in its own time, and tells no secret."""

import base64
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from imapclient.exceptions import IMAPClientAbortError, ProtocolError
from structlog.testing import capture_logs

from mailin import imap
from mailin.connection import Account, reason
from mailin.imap import ConnectionGone, Mailbox, Pace, RawMail
from tests.mailin.shelf import PATIENCE_SECONDS, Shelf, letter, reading, settings_of, until
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.gate import Talk, gate
from tests.real.postgres import free_port

TOKEN = "ya29.a0AfB-token-that-nobody-may-see"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot(password="geheim-é") as built:
        yield built


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own making, for 127.0.0.1, with its key in the same file."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl, which Dovecot's package brings")
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "both.pem"
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=mx.akkoord.example", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    with made.open("a") as both:
        both.write((folder / "key.pem").read_text())
    return made


@pytest.fixture(scope="module")
def safe_dovecot(certificate: Path) -> Iterator[Dovecot]:
    """A server that takes no password before TLS."""
    port = free_port()
    more = f"ssl = required\nssl_cert = <{certificate}\nssl_key = <{certificate}\ndisable_plaintext_auth = yes\n"
    with running_dovecot(more, tls_port=port, trusts=certificate) as built:
        yield built


# What becomes of a lost connection


def test_a_server_that_is_killed_and_comes_back_is_read_on() -> None:
    with running_dovecot() as server:
        server.append(letter(1))
        shelf = Shelf()
        with reading(settings_of(server), shelf) as mailbox:
            shelf.wait(lambda: shelf.subjects == ["1"])
            server.kill()
            until(lambda: mailbox.health.failures >= 2)
            assert mailbox.health.trouble
            server.start()
            until(lambda: mailbox.health.failures == 0)
            server.append(letter(2))
            shelf.wait(lambda: shelf.subjects == ["1", "2"])
            assert mailbox.health.trouble == ""


def test_a_line_that_is_cut_during_idle_is_noticed_at_once(dovecot: Dovecot) -> None:
    box = dovecot.mailbox_of("cut")

    def answers(talk: Talk, line: bytes) -> bytes | None:
        if line.startswith(b"+ idling") and len(talks.talks) == 1:
            talk.client.sendall(line)
            talk.close()
            return None
        return line

    pace = Pace(look=60, idle_check=30, first_backoff=0.02)
    with gate(box.port, answers=answers) as talks, reading(settings_of(box, port=talks.port, pace=pace), Shelf()):
        talks.wait(lambda: len(talks.talks) == 2, 20)


def test_an_idle_that_returns_at_once_again_and_again_is_taken_for_a_line_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imap, "has_unread", lambda client: False)

    class Gone:
        """What IMAPClient does at the end of a stream, which it does not tell."""

        checks = 0

        def idle(self) -> None: ...

        def idle_check(self, timeout: float) -> list[object]:
            self.checks += 1
            return []

    client = Gone()
    mailbox = Mailbox(settings_of(Dovecot(Path(), 1)), Shelf().store, newest_uid=lambda *_: 0)
    with pytest.raises(ConnectionGone):
        mailbox._idle(client, 60)  # type: ignore[arg-type]  # a line of our own
    assert client.checks == 3


@pytest.mark.parametrize("moment", [b"LOGIN", b"AUTHENTICATE", b"SELECT", b"NOOP", b"IDLE"])
def test_a_server_that_hangs_up_at_once_is_come_back_to_ever_more_slowly(dovecot: Dovecot, moment: bytes) -> None:
    pace = Pace(first_backoff=0.05, most_backoff=0.4)
    box = dovecot.mailbox_of("slammed")

    def asks(talk: Talk, line: bytes) -> bytes | None:
        if moment == b"LOGIN" or moment in line:  # the first: before a word is said
            talk.close()
            return None
        return line

    with gate(box.port, asks=asks) as between, reading(settings_of(box, port=between.port, pace=pace), Shelf()):
        between.wait(lambda: len(between.opened_at) >= 6)
        times = between.opened_at[:6]
        between.asks = lambda talk, line: line
        between.wait(lambda: b"IDLE" in between.said())
    waits = [later - earlier for earlier, later in pairwise(times)]
    # Half of the jitter is always waited: 0.75 of 0.05, 0.1, 0.2, 0.4 and 0.4.
    for waited, least in zip(waits, (0.0375, 0.075, 0.15, 0.3, 0.3), strict=True):
        assert least <= waited


def test_waits_double_up_to_the_most_and_differ_by_chance() -> None:
    pace = Pace(first_backoff=1, most_backoff=120)
    assert [pace.backoff(failures) for failures in (1, 2, 3, 7, 8, 9, 10_000)] == [1, 2, 4, 64, 120, 120, 120]


def test_a_server_that_says_nothing_is_left_after_the_timeout(dovecot: Dovecot) -> None:
    box = dovecot.mailbox_of("silent")
    box.append(letter(1))
    is_silent = threading.Event()
    is_silent.set()
    shelf = Shelf()

    def answers(talk: Talk, line: bytes) -> bytes | None:
        return None if is_silent.is_set() else line

    with gate(box.port, answers=answers) as between:
        settings = settings_of(box, port=between.port, timeout=0.3)
        with reading(settings, shelf) as mailbox:
            until(lambda: mailbox.health.failures >= 2)
            assert "timed out" in mailbox.health.trouble
            is_silent.clear()
            shelf.wait(lambda: shelf.subjects == ["1"])


@pytest.mark.parametrize("moment", ["greeting", "fetching"])
def test_a_line_that_gives_a_byte_now_and_then_is_cut_by_the_watchdog(dovecot: Dovecot, moment: str) -> None:
    box = dovecot.mailbox_of(f"slow-{moment}")
    box.append(letter(1, "woord " * 500))
    begins = b"* OK" if moment == "greeting" else b"* 1 FETCH (UID 1 BODY"
    shelf = Shelf()
    is_over = threading.Event()

    def answers(talk: Talk, line: bytes) -> bytes | None:
        if len(between.talks) == 1 and line.startswith(begins):
            for byte in line * 100:
                talk.client.sendall(bytes([byte]))
                if is_over.wait(0.05):
                    break
        return line

    pace = Pace(look=60, idle_check=0.1, first_backoff=0.02, hang=0.6)
    with gate(box.port, answers=answers) as between, capture_logs() as logs:
        with reading(settings_of(box, port=between.port, pace=pace), shelf):
            shelf.wait(lambda: shelf.subjects == ["1"])
            assert len(between.talks) >= 2
        is_over.set()
    assert "mailbox_hangs" in {line["event"] for line in logs}


def test_a_server_that_always_has_something_to_say_is_not_looked_through_without_a_pause(dovecot: Dovecot) -> None:
    box = dovecot.mailbox_of("talkative")
    box.append(letter(1))

    def answers(talk: Talk, line: bytes) -> bytes | None:
        return line + b"* 1 EXISTS\r\n" if line.startswith(b"+ idling") else line

    pace = Pace(look=60, first_backoff=1)
    with (
        gate(box.port, answers=answers) as between,
        reading(settings_of(box, port=between.port, pace=pace), Shelf()) as mailbox,
    ):
        between.wait(lambda: between.said().count(b"IDLE") >= 2)
        time.sleep(1.5)  # the only way to count what happens in some time
        assert between.said().count(b"IDLE") <= 9
        assert mailbox.health.failures == 0


# Signing in


def test_a_password_of_any_letters_is_taken(dovecot: Dovecot) -> None:
    shelf = Shelf()
    box = dovecot.mailbox_of("letters")
    box.append(letter(1))
    with reading(settings_of(box), shelf):
        shelf.wait(lambda: shelf.subjects == ["1"])


def test_a_server_that_knows_only_login_is_signed_in_to() -> None:
    def answers(talk: Talk, line: bytes) -> bytes | None:
        return line.replace(b" AUTH=LOGIN", b"").replace(b" AUTH=PLAIN", b"")

    with running_dovecot() as server, gate(server.port, answers=answers) as between:
        with reading(settings_of(server, port=between.port), Shelf()) as mailbox:
            until(lambda: mailbox.health.last_success)
        assert any(line.startswith(b"LOGIN ") for line in between.said())


def test_a_wrong_password_is_trouble_that_names_no_secret(dovecot: Dovecot) -> None:
    with (
        capture_logs() as logs,
        reading(settings_of(dovecot.mailbox_of("wrong"), password="niet-geheim"), Shelf()) as mailbox,
    ):
        until(lambda: mailbox.health.failures >= 1)
        assert "LoginError" in mailbox.health.trouble
        assert "AUTHENTICATIONFAILED" in mailbox.health.trouble
    assert "niet-geheim" not in str(logs) + mailbox.health.trouble + repr(mailbox.settings)


def test_a_folder_that_is_not_there_is_named_as_the_server_does(dovecot: Dovecot) -> None:
    with reading(settings_of(dovecot.mailbox_of("folder"), folder="Postt"), Shelf()) as mailbox:
        until(lambda: mailbox.health.failures >= 1)
        assert "Mailbox doesn't exist: Postt" in mailbox.health.trouble


class Provider:
    """Lets in who has the newest token: the gate takes the token, and signs in to Dovecot with the password."""

    def __init__(self, box: Dovecot) -> None:
        self.box = box
        self.given: list[str] = []
        self.proofs: list[bytes] = []
        self.tag = b""
        self.answers_to_refusal: list[bytes] = []
        self.is_refusing = False

    def fetch(self) -> str:
        self.given.append(f"{TOKEN}-{len(self.given)}")
        return self.given[-1]

    def asks(self, talk: Talk, line: bytes) -> bytes | None:
        if b"AUTHENTICATE XOAUTH2" in line:
            self.tag = line.split()[0]
            talk.to_client(b"+ \r\n")
            return None
        if not self.tag:
            return line
        if self.proofs and self.is_refusing and line == b"\r\n":
            self.answers_to_refusal.append(line)
            tag, self.tag = self.tag, b""
            talk.to_client(tag + b" NO [AUTHENTICATIONFAILED] Token " + self.given[-1].encode() + b" is refused\r\n")
            return None
        self.proofs.append(base64.b64decode(line))
        if self.is_refusing:
            talk.to_client(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            return None
        signed_in = b"%s LOGIN %s %s\r\n" % (self.tag, self.box.user.encode(), self.box.password.encode())
        self.tag = b""
        return signed_in


def test_a_token_is_asked_anew_for_each_connection_and_said_exactly() -> None:
    with running_dovecot() as box:
        provider = Provider(box)
        shelf = Shelf()
        with gate(box.port, asks=provider.asks) as between:
            settings = settings_of(box, port=between.port, password="", oauth_token=provider.fetch)
            with reading(settings, shelf) as mailbox:
                until(lambda: mailbox.health.last_success)
                box.append(letter(1))
                shelf.wait(lambda: shelf.subjects == ["1"])
                between.talks[0].close()
                until(lambda: len(provider.proofs) == 2)
                box.append(letter(2))
                shelf.wait(lambda: shelf.subjects == ["1", "2"])
    assert provider.proofs == [f"user={box.user}\1auth=Bearer {TOKEN}-{number}\1\1".encode() for number in (0, 1)]


def test_a_refused_token_is_trouble_that_names_no_secret(dovecot: Dovecot) -> None:
    provider = Provider(dovecot.mailbox_of("refused"))
    provider.is_refusing = True
    with gate(dovecot.port, asks=provider.asks) as between, capture_logs() as logs:
        settings = settings_of(provider.box, port=between.port, password="", oauth_token=provider.fetch)
        with reading(settings, Shelf()) as mailbox:
            until(lambda: mailbox.health.failures >= 2)
            assert "AUTHENTICATIONFAILED" in mailbox.health.trouble
            trouble = mailbox.health.trouble
    assert provider.answers_to_refusal
    assert len(provider.given) >= 2
    told = str(logs) + trouble + repr(settings)
    assert TOKEN not in told
    assert base64.b64encode(provider.proofs[0]).decode()[:40] not in told


def test_a_token_that_is_not_given_is_tried_again(dovecot: Dovecot) -> None:
    provider = Provider(dovecot.mailbox_of("away"))

    def fetch() -> str:
        if not provider.given:
            provider.fetch()
            raise OSError("the token server gave no answer")
        raise RuntimeError("a fault")

    with reading(settings_of(provider.box, password="", oauth_token=fetch), Shelf()) as mailbox:
        until(lambda: mailbox.health.failures >= 1)
        until(lambda: mailbox.health.trouble == "RuntimeError")
        assert mailbox.health.failures >= 2


# Who the server is


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_is_read_over_tls(
    safe_dovecot: Dovecot, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = safe_dovecot.mailbox_of(security)
    port = box.tls_port if security == "tls" else box.port
    shelf = Shelf()
    with reading(settings_of(box, port=port, security=security), shelf) as mailbox:
        until(lambda: mailbox.health.last_success)
        box.append(letter(1))
        shelf.wait(lambda: shelf.subjects == ["1"])
        begin = time.monotonic()
        mailbox.stop()
        assert time.monotonic() - begin < 15


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_with_a_certificate_that_nobody_vouches_for_is_refused(safe_dovecot: Dovecot, security: str) -> None:
    refused_as(safe_dovecot, security, "127.0.0.1", "CERTIFICATE_VERIFY_FAILED")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_with_a_certificate_for_another_name_is_refused(
    safe_dovecot: Dovecot, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    refused_as(safe_dovecot, security, "localhost", "Hostname mismatch")


def refused_as(server: Dovecot, security: str, host: str, why: str) -> None:
    port = server.tls_port if security == "tls" else server.port
    settings = settings_of(server, host=host, port=port, security=security)
    with capture_logs() as logs, reading(settings, Shelf()) as mailbox:
        until(lambda: mailbox.health.failures >= 1)
        assert "SSLCertVerificationError" in mailbox.health.trouble
        assert why in mailbox.health.trouble
        assert mailbox.health.last_success is None
    assert why in str(logs)


def test_a_password_is_not_said_to_a_server_that_has_no_starttls(dovecot: Dovecot) -> None:
    with gate(dovecot.port) as between:
        with reading(settings_of(dovecot, port=between.port, security="starttls"), Shelf()) as mailbox:
            until(lambda: mailbox.health.failures >= 1)
            assert "CapabilityError" in mailbox.health.trouble
        assert not any(b"AUTHENTICATE" in line or b"LOGIN" in line for line in between.said())


# Stopping


def test_stopping_does_not_wait_for_a_server_that_can_not_be_reached() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):  # the places of those that wait are taken, so that nobody gets an answer
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        server = Dovecot(Path(), full.getsockname()[1])
        mailbox = Mailbox(settings_of(server, timeout=3), Shelf().store, newest_uid=lambda *_: 0)
        mailbox.start()
        begin = time.monotonic()
        mailbox.stop()
        assert time.monotonic() - begin < 2.9
        assert mailbox._thread.is_alive()  # it is left behind
        mailbox._thread.join(timeout=10)
        assert not mailbox._thread.is_alive()
        assert mailbox.health.last_success is None


@pytest.mark.parametrize("moment", ["greeting", "idle", "backoff"])
def test_stopping_takes_no_time_whatever_is_waited_for(dovecot: Dovecot, moment: str) -> None:
    box = dovecot.mailbox_of("stopping")

    def answers(talk: Talk, line: bytes) -> bytes | None:
        if moment == "backoff":
            talk.close()
        return None if moment == "greeting" else line

    pace = Pace(look=60, idle_check=30, first_backoff=60)
    with gate(box.port, answers=answers) as between:
        mailbox = Mailbox(
            settings_of(box, port=between.port, pace=pace, timeout=30), Shelf().store, newest_uid=lambda *_: 0
        )
        mailbox.start()
        if moment == "idle":
            between.wait(lambda: b"IDLE" in between.said())
        elif moment == "backoff":
            until(lambda: mailbox.health.failures)
        else:
            until(lambda: mailbox._line is not None)
        begin = time.monotonic()
        mailbox.stop()
        mailbox._thread.join(PATIENCE_SECONDS)
        mailbox._watchdog.join(PATIENCE_SECONDS)
        assert time.monotonic() - begin < 20


def test_a_mail_that_is_being_stored_is_waited_for_when_stopping(dovecot: Dovecot) -> None:
    box = dovecot.mailbox_of("storing")
    box.append(letter(1), letter(2))
    is_storing, may_end = threading.Event(), threading.Event()

    class Slow(Shelf):
        def store(self, mail: RawMail) -> None:
            is_storing.set()
            assert may_end.wait(60)
            super().store(mail)

    shelf = Slow()
    mailbox = Mailbox(settings_of(box), shelf.store, newest_uid=shelf.newest_uid)
    mailbox.start()
    assert is_storing.wait(60)
    stopping = threading.Thread(target=mailbox.stop)
    stopping.start()
    stopping.join(timeout=0.2)
    assert stopping.is_alive()
    may_end.set()
    stopping.join(timeout=60)
    mailbox._thread.join(PATIENCE_SECONDS)
    assert not stopping.is_alive()
    assert not mailbox._thread.is_alive()
    assert shelf.subjects == ["1"]


# What is said of trouble


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("geheim woord is wrong"), "OSError: ... is wrong"),
        (OSError("a" * 31 + " " + "b" * 32), "OSError: " + "a" * 31 + " ..."),
        (OSError("x\r\ny " * 100), ("OSError: " + "x y " * 100)[:200]),
        (ValueError("Ria schrijft: akkoord"), "ValueError"),
        (ConnectionGone(), "ConnectionGone: "),
    ],
)
def test_a_reason_holds_no_secret_and_nothing_of_a_mail(error: Exception, said: str) -> None:
    assert reason(error, Account("mx.akkoord.example", 993, "tls", "ria", "geheim woord")) == said


def test_a_line_of_a_mail_that_was_taken_for_an_answer_is_not_quoted() -> None:
    account = Account("mx.akkoord.example", 993, "tls", "ria", "geheim")
    for error in (IMAPClientAbortError("unexpected response: b'Noor was ziek'"), ProtocolError("Noor was ziek")):
        assert "Noor" not in reason(error, account)
