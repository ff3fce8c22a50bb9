"""The files of a mail: which there are, what they are called, and what they hold, also out of the process beside us."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest

from core.incoming import Attached, Kind
from mailin.apart import ReadApart
from mailin.files import MOST_CONTENT, MOST_FILES
from tests.mailin.letters import DOOR, read

SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture
def apart() -> Iterator[ReadApart]:
    built = ReadApart(DOOR)
    yield built
    built.close()


def mail(*files: tuple[str, bytes], text: str = "", kind: tuple[str, str] = SHEET) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Fatima <fatima@aannemer.example>", "antwoord@akkoord.example"
    message["Subject"], message["Message-ID"] = "bestand", "<abc@aannemer.example>"
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    return message.as_bytes(policy=policy.SMTP)


def test_a_file_is_given_as_it_was_attached() -> None:
    content = bytes(range(256)) * 9
    incoming = read(mail(("stáge één.xlsx", content)))
    assert incoming.files == (Attached("stáge één.xlsx", "/".join(SHEET), len(content), content),)
    assert incoming.facts["what"] == "document"


def test_a_name_that_was_encoded_as_headers_are_is_read() -> None:
    raw = mail(("a.csv", b"x"), kind=("application", "octet-stream"))
    raw = raw.replace(b'filename="a.csv"', b'filename="=?utf-8?q?st=C3=A1ge=2Ecsv?="')
    assert [file.name for file in read(raw).files] == ["stáge.csv"]


def test_pictures_and_cards_are_no_files_and_no_more_than_ten_are_given() -> None:
    assert read(mail(("logo.png", b"x"), kind=("image", "png"))).files == ()
    assert read(mail(("ik.vcf", b"x"), kind=("text", "vcard"))).files == ()
    assert len(read(mail(*((f"{at}.csv", b"x") for at in range(20)))).files) == MOST_FILES


def test_a_closed_or_automatic_mail_has_none() -> None:
    automatic = b"Auto-Submitted: auto-replied\r\n" + mail(("a.csv", b"x"))
    assert (read(automatic).kind, read(automatic).files) == (Kind.AUTOMATIC, ())


def test_a_long_mail_is_read_apart_and_gives_the_same(apart: ReadApart) -> None:
    raw = mail(("stages.xlsx", bytes(range(256)) * 4000), ("b.csv", b"a;b"), text="hierbij")
    assert apart.read(raw) == DOOR.read(raw)
    assert apart.pid is not None


def test_a_file_of_twenty_five_megabytes_comes_through_and_a_larger_one_is_told_by_its_size(apart: ReadApart) -> None:
    (largest,) = apart.read(mail(("stages.xlsx", bytes(MOST_CONTENT)))).files
    assert largest.content == bytes(MOST_CONTENT)
    (larger,) = apart.read(mail(("stages.xlsx", bytes(MOST_CONTENT + 1)))).files
    assert (larger.size, larger.content) == (MOST_CONTENT + 1, None)
