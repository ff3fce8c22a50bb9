"""Mail in a real mailbox is handed over once, and flagged only when it is stored."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.incoming import Unreadable
from mailin import folder
from mailin.door import fingerprint_of
from mailin.imap import Pace, RawMail
from tests.mailin.letters import DOOR
from tests.mailin.shelf import BRISK, STORED, Shelf, letter, reading, settings_of, until
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.gate import Talk, gate

# The owner may mark a mail as seen, but set no other flag.
NO_KEYWORDS = """
mail_plugins = acl
plugin {
  acl = vfile:%s
}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running_dovecot() as built:
        yield built


@pytest.fixture(scope="module")
def forgetful_server() -> Iterator[Dovecot]:
    """A server that keeps no keywords."""
    with TemporaryDirectory(prefix="akkoord-acl-") as folder:
        rights = Path(folder) / "acl"
        rights.write_text("* owner lrsitkx\n")
        rights.parent.chmod(0o755)  # the server does not run as us
        with running_dovecot(NO_KEYWORDS % rights) as built:
            yield built


@pytest.fixture
def dovecot(server: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    return server.mailbox_of(f"box{hash(request.node.name)}")


@pytest.fixture
def forgetful(forgetful_server: Dovecot, request: pytest.FixtureRequest) -> Dovecot:
    return forgetful_server.mailbox_of(f"box{hash(request.node.name)}")


def all_stored(server: Dovecot, count: int, name: str = "INBOX") -> bool:
    flags = server.flags(name)
    return len(flags) == count and all(found >= STORED for found in flags.values())


def test_mail_that_lies_there_and_mail_that_arrives_are_handed_over_once_and_flagged(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))
    shelf = Shelf()
    with reading(settings_of(dovecot), shelf) as mailbox:
        shelf.wait(lambda: len(shelf.mails) == 2)
        until(lambda: all_stored(dovecot, 2))
        dovecot.append(letter(3))
        shelf.wait(lambda: len(shelf.mails) == 3)
        until(lambda: all_stored(dovecot, 3))
        assert mailbox.health.last_success is not None
        assert (mailbox.health.failures, mailbox.health.trouble) == (0, "")
    assert shelf.tried == ["1", "2", "3"]
    assert [mail.raw for mail in shelf.mails] == [letter(1), letter(2), letter(3)]
    (validity,) = {mail.uidvalidity for mail in shelf.mails}
    assert [mail.key for mail in shelf.mails] == [
        f"{dovecot.user}@127.0.0.1/INBOX:{validity}:{uid}" for uid in (1, 2, 3)
    ]


def test_a_mail_is_flagged_only_after_it_was_stored(dovecot: Dovecot) -> None:
    dovecot.append(letter(1))
    flags_while_storing: list[dict[int, set[bytes]]] = []

    class Watching(Shelf):
        def store(self, mail: RawMail) -> None:
            flags_while_storing.append(dovecot.flags())
            super().store(mail)

    shelf = Watching()
    with reading(settings_of(dovecot), shelf):
        until(lambda: all_stored(dovecot, 1))
    ((flags,),) = [found.values() for found in flags_while_storing]
    assert not flags & STORED


def test_a_mail_that_can_not_be_stored_stays_unseen_and_comes_again_without_holding_up_others(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2), letter(3))
    shelf = Shelf(refused={"1"})
    with reading(settings_of(dovecot), shelf) as mailbox:
        shelf.wait(lambda: shelf.tried.count("1") >= 2 and shelf.subjects == ["2", "3"])
        flags = dovecot.flags()
        assert not flags[1] & STORED
        assert flags[2] >= STORED <= flags[3]
        assert mailbox.health.trouble
        dovecot.append(letter(4))
        shelf.wait(lambda: shelf.subjects == ["2", "3", "4"])
        shelf.refused.clear()
        until(lambda: all_stored(dovecot, 4))
        until(lambda: not mailbox.health.trouble)
    assert sorted(shelf.subjects) == ["1", "2", "3", "4"]


def test_a_mail_over_which_the_server_hangs_up_does_not_hold_up_those_behind_it(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))

    def asks(talk: Talk, line: bytes) -> bytes | None:
        if b"FETCH 1 (BODY.PEEK[])" in line:
            talk.close()
            return None
        return line

    shelf = Shelf()
    with gate(dovecot.port, asks=asks) as between, reading(settings_of(dovecot, port=between.port), shelf):
        shelf.wait(lambda: shelf.subjects == ["2"])
        between.asks = lambda talk, line: line
        shelf.wait(lambda: shelf.subjects == ["2", "1"])


def test_a_mail_that_the_server_gives_nothing_of_is_not_taken_for_one_that_is_gone(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))

    def asks(talk: Talk, line: bytes) -> bytes | None:
        return line.replace(b"FETCH 1 (BODY.PEEK[])", b"FETCH 1 (FLAGS)")

    shelf = Shelf()
    with gate(dovecot.port, asks=asks) as between, reading(settings_of(dovecot, port=between.port), shelf):
        shelf.wait(lambda: shelf.subjects == ["2"])
        assert not dovecot.flags()[1] & STORED
        between.asks = lambda talk, line: line
        shelf.wait(lambda: shelf.subjects == ["2", "1"])


def test_of_a_mail_that_is_too_large_only_the_headers_are_fetched_and_it_stops_nothing(dovecot: Dovecot) -> None:
    dovecot.append(letter(1, "a" * 900 + "\r\n" + ("b" * 998 + "\r\n") * 40_000), letter(2))
    shelf = Shelf()
    with gate(dovecot.port) as between:
        with reading(settings_of(dovecot, port=between.port), shelf) as mailbox:
            shelf.wait(lambda: len(shelf.mails) == 2)
            until(lambda: all_stored(dovecot, 2))
            assert mailbox.health.trouble == ""
        assert sum(b"(BODY.PEEK[])" in line for line in between.said()) == 1
    large, small = shelf.mails
    assert small.raw == letter(2)
    assert len(large.raw) < 1000
    with pytest.raises(Unreadable) as refused:
        DOOR.read(large.raw)
    assert (refused.value.why, refused.value.what) == ("larger than 36 MB", "too_large")
    assert refused.value.known is not None
    assert refused.value.known.sender == "ria@kale.example"


def test_a_mail_that_somebody_takes_away_meanwhile_is_no_trouble(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))
    shelf = Shelf()
    is_gone = False

    def asks(talk: Talk, line: bytes) -> bytes | None:
        nonlocal is_gone
        if b"FETCH 1 (BODY.PEEK[])" in line and not is_gone:
            is_gone = True
            with dovecot.client() as client:
                client.delete_messages([1])
                client.expunge()
        return line

    with gate(dovecot.port, asks=asks) as between, reading(settings_of(dovecot, port=between.port), shelf) as mailbox:
        shelf.wait(lambda: shelf.subjects == ["2"])
        until(lambda: all_stored(dovecot, 1))
        until(lambda: not mailbox.health.trouble)
        assert len(between.talks) == 1


def test_after_a_restart_nothing_is_handed_over_again(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))
    shelf = Shelf()
    for number in (3, 4):
        with reading(settings_of(dovecot), shelf):
            until(partial(all_stored, dovecot, number - 1))
        dovecot.append(letter(number))
    with reading(settings_of(dovecot), shelf):
        until(lambda: all_stored(dovecot, 4))
    assert shelf.tried == ["1", "2", "3", "4"]


def test_after_the_store_was_put_back_what_it_forgot_is_handed_over_again(dovecot: Dovecot) -> None:
    dovecot.append(*(letter(number) for number in range(1, 6)))
    shelf = Shelf()
    with reading(settings_of(dovecot), shelf):
        until(partial(all_stored, dovecot, 5))
    del shelf.mails[2:]
    shelf.tried.clear()
    known = fingerprint_of(letter(4))
    with reading(settings_of(dovecot), shelf, is_known=lambda headers: fingerprint_of(headers) == known):
        shelf.wait(lambda: len(shelf.mails) == 4)
        dovecot.append(letter(6))
        shelf.wait(lambda: "6" in shelf.subjects)
    assert shelf.tried == ["3", "5", "6"]


def test_what_the_store_forgot_comes_again_until_it_is_stored(dovecot: Dovecot) -> None:
    dovecot.append(letter(1), letter(2))
    shelf = Shelf()
    with reading(settings_of(dovecot), shelf):
        until(partial(all_stored, dovecot, 2))
    del shelf.mails[1:]
    shelf.refused.add("2")
    with reading(settings_of(dovecot), shelf):
        shelf.wait(lambda: shelf.tried.count("2") == 3)
        shelf.refused.clear()
        shelf.wait(lambda: shelf.subjects == ["1", "2"])


def test_a_mail_that_another_reader_has_seen_is_stored_all_the_same(dovecot: Dovecot) -> None:
    dovecot.append(letter(1))
    with dovecot.client() as client:
        client.add_flags([1], [b"\\Seen"])
    shelf = Shelf()
    with reading(settings_of(dovecot), shelf):
        shelf.wait(lambda: shelf.subjects == ["1"])


def test_without_keywords_it_goes_on_after_the_newest_that_is_stored(forgetful: Dovecot) -> None:
    forgetful.append(letter(1), letter(2))
    shelf = Shelf()
    with reading(settings_of(forgetful), shelf):
        shelf.wait(lambda: len(shelf.mails) == 2)
        until(lambda: [flags & STORED for flags in forgetful.flags().values()] == [{b"\\Seen"}] * 2)
        forgetful.append(letter(3))
        shelf.wait(lambda: len(shelf.mails) == 3)
    # "UID 4:*" gives mail 3, which is stored; it is left alone.
    with gate(forgetful.port) as between, reading(settings_of(forgetful, port=between.port), shelf):
        between.wait(lambda: b"IDLE" in between.said())
        assert any(b"UID SEARCH UID 4:*" in line for line in between.said())
        forgetful.append(letter(4))
        shelf.wait(lambda: len(shelf.mails) == 4)
    assert shelf.tried == ["1", "2", "3", "4"]


def test_without_keywords_nothing_newer_is_stored_before_a_mail_that_fails(forgetful: Dovecot) -> None:
    forgetful.append(letter(1), letter(2), letter(3))
    shelf = Shelf(refused={"2"})
    with reading(settings_of(forgetful), shelf):
        shelf.wait(lambda: shelf.tried.count("2") >= 2)
        assert shelf.subjects == ["1"]
    with reading(settings_of(forgetful), shelf):
        shelf.wait(lambda: shelf.tried.count("2") >= 4)
        shelf.refused.clear()
        shelf.wait(lambda: shelf.subjects == ["1", "2", "3"])


def test_when_a_folder_is_made_anew_only_unknown_mail_is_fetched(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "AT_ONCE", 2)
    with dovecot.client() as client:
        client.create_folder("Post")
    dovecot.append(*(letter(number) for number in range(1, 6)), folder="Post")
    shelf = Shelf()
    fingerprints: set[str | None] = set()

    def is_known(headers: bytes) -> bool:
        return fingerprint_of(headers) in fingerprints

    with gate(dovecot.port) as between:
        settings = settings_of(dovecot, port=between.port, folder="Post")
        with reading(settings, shelf, is_known=is_known):
            until(lambda: all_stored(dovecot, 5, "Post"))
            fingerprints |= {fingerprint_of(mail.raw) for mail in shelf.mails}
            assert len(fingerprints) == 5
            with dovecot.client() as client:
                client.delete_folder("Post")
                client.create_folder("Post")
                for number in (9, 5, 4, 3, 2, 1):
                    client.append("Post", letter(number))
            shelf.wait(lambda: "9" in shelf.subjects)
            until(lambda: all_stored(dovecot, 6, "Post"))
            dovecot.append(letter(10), folder="Post")
            shelf.wait(lambda: "10" in shelf.subjects)
        assert shelf.tried == ["1", "2", "3", "4", "5", "9", "10"]
        assert len({mail.uidvalidity for mail in shelf.mails}) == 2
        assert sum(b"(BODY.PEEK[])" in line for line in between.said()) == 7


def test_without_keywords_a_folder_that_is_made_anew_loses_nothing(forgetful: Dovecot) -> None:
    with forgetful.client() as client:
        client.create_folder("Post")
    forgetful.append(letter(1), letter(2), folder="Post")
    shelf = Shelf()
    known = {fingerprint_of(letter(1)), fingerprint_of(letter(2))}
    settings = settings_of(forgetful, folder="Post")
    with reading(settings, shelf, is_known=lambda headers: fingerprint_of(headers) in known):
        forgetful.append(letter(3), folder="Post")
        shelf.wait(lambda: shelf.subjects == ["3"])
        forgetful.append(letter(4), folder="Post")
        shelf.wait(lambda: shelf.subjects == ["3", "4"])


def test_a_mail_whose_being_known_can_not_be_asked_is_not_lost(dovecot: Dovecot) -> None:
    dovecot.append(letter(1))
    answers = iter([RuntimeError("the database is away")])

    def is_known(headers: bytes) -> bool:
        for error in answers:
            raise error
        return False

    shelf = Shelf()
    with reading(settings_of(dovecot), shelf, is_known=is_known):
        shelf.wait(lambda: shelf.subjects == ["1"])


@pytest.mark.parametrize(
    "capabilities",
    [
        pytest.param("", id="as it is"),
        pytest.param("imap_capability = IMAP4rev1 IDLE UIDPLUS", id="without MOVE"),
        pytest.param("imap_capability = IMAP4rev1 IDLE", id="without UIDPLUS"),
    ],
)
def test_stored_mail_is_put_away_in_a_folder_that_is_made(capabilities: str) -> None:
    with running_dovecot(capabilities) as dovecot:
        dovecot.append(letter(1))
        shelf = Shelf(refused={"2"})
        with reading(settings_of(dovecot, processed_folder="Gelezen é"), shelf):
            dovecot.append(letter(2))
            shelf.wait(lambda: "2" in shelf.tried)
            until(lambda: all_stored(dovecot, 1, "Gelezen é"))
            left = dovecot.flags()
            assert not left.pop(2) & STORED
            if "UIDPLUS" in capabilities or not capabilities:
                until(lambda: set(dovecot.flags()) == {2})
            else:
                assert set(left) == {1}  # marked as deleted; only its owner may expunge all that is
                until(lambda: b"\\Deleted" in dovecot.flags()[1])
            shelf.refused.clear()
            until(lambda: all_stored(dovecot, 2, "Gelezen é"))
        assert shelf.subjects == ["1", "2"]


def test_mail_is_read_although_it_can_not_be_put_away(dovecot: Dovecot) -> None:
    dovecot.append(letter(1))
    shelf = Shelf()
    with reading(settings_of(dovecot, processed_folder="a/../b"), shelf):
        until(lambda: all_stored(dovecot, 1))
    assert shelf.subjects == ["1"]


def test_a_server_without_idle_is_asked_now_and_then() -> None:
    with running_dovecot("imap_capability = IMAP4rev1 UIDPLUS") as dovecot, gate(dovecot.port) as between:
        shelf = Shelf()
        with reading(settings_of(dovecot, port=between.port), shelf):
            dovecot.append(letter(1))
            shelf.wait(lambda: shelf.subjects == ["1"])
            dovecot.append(letter(2))
            shelf.wait(lambda: shelf.subjects == ["1", "2"])
        assert b"IDLE" not in between.said()


def test_idle_is_left_in_time_to_look_again(dovecot: Dovecot) -> None:
    pace = Pace(look=0.3, idle_check=0.1, first_backoff=BRISK.first_backoff)
    with gate(dovecot.port) as between, reading(settings_of(dovecot, port=between.port, pace=pace), Shelf()):
        between.wait(lambda: between.said().count(b"IDLE") >= 3)
        assert sum(talk.said.count(b"DONE\r\n") for talk in between.talks) >= 2
        assert len(between.talks) == 1


def test_mail_that_is_told_of_in_one_breath_with_the_go_ahead_for_idle_is_not_left_waiting(dovecot: Dovecot) -> None:
    def answers(talk: Talk, line: bytes) -> bytes | None:
        if line.startswith(b"+ idling") and not dovecot.flags():
            dovecot.append(letter(1))
            talk.to_client(line + b"* 1 EXISTS\r\n")
            is_told.set()
            return None
        return None if b"EXISTS" in line and is_told.is_set() else line  # it is told once

    is_told = threading.Event()
    shelf = Shelf()
    with gate(dovecot.port, answers=answers) as between, reading(settings_of(dovecot, port=between.port), shelf):
        shelf.wait(lambda: shelf.subjects == ["1"], 20)


@pytest.mark.parametrize("look", [0, -1, 9 * 60 + 1])
def test_a_look_less_often_than_servers_allow_is_refused(look: float) -> None:
    with pytest.raises(ValueError, match="at most 540"):
        Pace(look=look)


def test_a_mail_shows_nothing_of_itself_in_a_log() -> None:
    assert "akkoord" not in repr(RawMail("box", 1, 2, letter(1)))
