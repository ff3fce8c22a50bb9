"""What a file is by its bytes, and which attachments of a mail call themselves a table."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.files.judging import says_table, seems, trouble_of
from tests.talk.sending import with_part, workbook


@pytest.mark.parametrize(
    ("name", "declared", "is_table"),
    [
        ("stages.xlsx", "", True),
        ("STAGES.CSV ", "application/octet-stream", True),
        ("stages", "text/csv", True),
        ("stages.xls", "application/vnd.ms-excel", True),
        ("stages.ods", "", True),
        ("voorwaarden.txt", "text/plain", False),
        ("contract.pdf", "application/pdf", False),
        ("brief.docx", "", False),
        ("", "", False),
    ],
)
def test_a_table_is_known_by_its_name_or_else_its_type(name: str, declared: str, is_table: bool) -> None:
    assert says_table(name, declared) is is_table


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"MZ;naam\r\n1;2\r\n", "text"),
        (b"MZ\x90\x00\x03\x00", "program"),
        (b"#!/bin/sh\nrm\n", "program"),
        (b"\x7fELF\x02\x01", "program"),
        ("naam;plaats\r\nRenée;Curaçao\r\n".encode("cp1252"), "text"),
        ("naam;plaats\r\n".encode("utf-16"), "text"),
        (b"\xef\xbb\xbfnaam;plaats\r\n", "text"),
        (b"<?xml version='1.0'?><a/>", "markup"),
        (b"  <html><body>", "markup"),
        (b"{\\rtf1 x}", "text_document"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old_office"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"a;b\x00\x01\x02c", "unknown"),
        (b" \r\n\t", "empty"),
        (workbook((1, 2, 3)), "xlsx"),
        (with_part(workbook((1, 2, 3)), "xl/vbaProject.bin", b"x"), "macros"),
        (workbook((1, 2, 3))[:-40], "broken"),
    ],
)
def test_bytes_say_what_a_file_is(content: bytes, kind: str) -> None:
    assert seems(content) == kind


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"MZ", b"%PDF-", b"<html", b"\xff\xfe"]))
def test_whatever_the_bytes_are_it_never_raises(content: bytes, begin: bytes) -> None:
    trouble, facts = trouble_of("stages.csv", "text/csv", begin + content)
    assert bool(trouble) is (facts["seems"] != "text")


PACKED = workbook(("D1", "2026-03-09", 7.5))
LISTED = PACKED.find(b"[Content_Types].xml") + len("[Content_Types].xml")


@given(st.lists(st.tuples(st.integers(0, len(PACKED) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@example([(at, 255) for at in range(LISTED, LISTED + 8)])
def test_a_damaged_workbook_is_judged_too(damage: list[tuple[int, int]]) -> None:
    content = bytearray(PACKED)
    for at, byte in damage:
        content[at] = byte
    trouble_of("stages.xlsx", "", bytes(content))


def test_a_control_character_far_into_a_file_is_seen() -> None:
    assert (
        seems(b"dossiernummer;datum;uren\r\n" + b"D1;2026-03-09;8\r\n" * 80_000 + b"D\x012;2026-03-09;8\r\n")
        == "unknown"
    )
