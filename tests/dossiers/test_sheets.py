"""Files as programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets import Column, read

COLUMNS = (
    Column("dossier", ("dossiernummer", "dossier number"), is_required=True),
    Column("name", ("naam", "name")),
    Column("hours", ("uren", "hours")),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_encoding_separator_and_line_end_is_recognised(encoding: str, separator: str, end: str) -> None:
    lines = [["Dossiernummer", "Naam", "Uren"], ["D1", "Renée Óscarsdóttir", '"7,5"']]
    raw = end.join(separator.join(line) for line in lines).encode(encoding)
    sheet = read(raw, COLUMNS)
    assert sheet.problems == []
    assert [row.cells for row in sheet.rows] == [{"dossier": "D1", "name": "Renée Óscarsdóttir", "hours": "7,5"}]


def test_headers_are_known_in_two_languages_whatever_their_case_and_marks() -> None:
    sheet = read(b"Dossier Number;NAME;hours\nD1;x;8\n", COLUMNS)
    assert sheet.rows[0].cells == {"dossier": "D1", "name": "x", "hours": "8"}


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    raw = b'sep=;\r\ndossiernummer;naam\r\n\r\nD1;"two\r\nlines"\r\n;;\r\nD2;x\r\n'
    sheet = read(raw, COLUMNS)
    assert [(row.number, row.cells["name"]) for row in sheet.rows] == [(4, "two lines"), (6, "x")]


def test_a_column_nobody_knows_is_skipped_and_named() -> None:
    sheet = read(b"dossiernummer,kleur\nD1,rood\n", COLUMNS)
    assert sheet.unknown == ["kleur"]
    assert sheet.rows[0].cells == {"dossier": "D1"}


@pytest.mark.parametrize(
    ("raw", "reason", "row"),
    [
        (b"", "empty_file", 0),
        (b"\n\n", "empty_file", 0),
        (b"naam;uren\nx;8\n", "column_missing", 1),
        (b"dossiernummer;naam;name\nD1;x;y\n", "column_twice", 1),
        (b'dossiernummer;naam\nD1;x\nD2;"y\n', "broken_row", 3),
        (b'dossiernummer;naam\nD1;"x"y\n', "broken_row", 2),
        (b"dossiernummer,uren\nD1,7,5\n", "too_many_cells", 2),
        (b"PK\x03\x04\x00\x00dossier\x81", "workbook_broken", 0),
        (b"PDF\x00\x00\x00dossier\x81", "encoding", 0),
        (b"dossiernummer;naam\nD1;a\x00b\n", "not_text", 0),
    ],
)
def test_a_file_that_is_no_good_says_where(raw: bytes, reason: str, row: int) -> None:
    (problem,) = read(raw, COLUMNS).problems
    assert (problem.reason, problem.row) == (reason, row)
    assert str(problem)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fall(raw: bytes) -> None:
    sheet = read(raw, COLUMNS)
    assert sheet.problems or all("dossier" in row.cells for row in sheet.rows)
