"""A file that is not exactly what was written is refused before anything is put anywhere."""

import zipfile
from pathlib import Path

import pytest
import pytest_asyncio

from akkoord.backups.archive import CorruptBackup, Reader, Writer
from akkoord.backups.restoring import CannotRestore
from akkoord.backups.taking import take
from akkoord.backups.verifying import verify
from core.engine import Database
from core.upgrade import shape
from tests.backups.copying import bytes_of, names_in, put_back
from tests.house import MONDAY_MORNING
from tests.site import Site


@pytest_asyncio.fixture
async def whole(site: Site, tmp_path: Path) -> Path:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    return (await take(site.house.database, tmp_path / "whole.zip", MONDAY_MORNING)).path


async def refused(raw: bytes, folder: Path) -> str:
    """Try to restore and to verify bytes. Gives why not; the database is not even made."""
    (folder / "bad.zip").write_bytes(raw)
    database = Database(f"sqlite:///{folder}/empty.db")
    with pytest.raises(CorruptBackup) as caught:
        await put_back(folder / "bad.zip", database)
    with pytest.raises(CorruptBackup):
        await verify(folder / "bad.zip")
    assert await database.look(shape) is None
    await database.close()
    return str(caught.value)


def with_flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


async def test_a_flipped_bit_in_any_member_is_found(whole: Path, tmp_path: Path) -> None:
    raw = bytes_of(whole)
    with zipfile.ZipFile(whole) as opened:
        members = opened.infolist()
    assert {"manifest.json", "tables/decision.jsonl", "tables/outbox.jsonl"} <= {one.filename for one in members}
    for member in members:
        middle = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
        assert await refused(with_flipped(raw, middle), tmp_path)
        assert await refused(with_flipped(raw, member.header_offset + 12), tmp_path)  # its time, which nobody reads


async def test_a_flipped_bit_anywhere_is_found(whole: Path, tmp_path: Path) -> None:
    """Every fiftieth byte, and all of the end, where the zip keeps its list and the seal is."""
    raw = bytes_of(whole)
    for place in (*range(0, len(raw), 50), *range(len(raw) - 100, len(raw))):
        (tmp_path / "bad.zip").write_bytes(with_flipped(raw, place))
        with pytest.raises(CorruptBackup):
            Reader(tmp_path / "bad.zip")


async def test_a_file_cut_off_anywhere_is_refused(whole: Path, tmp_path: Path) -> None:
    raw = bytes_of(whole)
    with zipfile.ZipFile(whole) as opened:
        ends = [one.header_offset + 30 + len(one.filename) + one.compress_size // 2 for one in opened.infolist()]
    for length in (0, 1, 64, *ends, len(raw) - 65, len(raw) - 1):
        assert await refused(raw[:length], tmp_path)
    assert await refused(raw + b"\n", tmp_path)


async def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    assert "cut off or changed" in await refused(b"a,b,c\n" * 100, tmp_path)


async def test_a_member_changed_by_a_zip_program_is_refused(whole: Path, tmp_path: Path) -> None:
    """The whole is packed anew, as a program does that changes a file in it; its own checksums are right."""
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.infolist():
            content = old.read(member).replace(b"alles akkoord", b"niets akkoord")
            new.writestr(member.filename, content)
        new.comment = old.comment
    assert "cut off or changed" in await refused(packed.read_bytes(), tmp_path)


@pytest.mark.parametrize("tampered", ["row", "count", "more", "less"])
async def test_who_also_seals_anew_is_found_by_the_manifest(whole: Path, tmp_path: Path, tampered: str) -> None:

    with Reader(whole) as reader, (tmp_path / "sealed.zip").open("w+b") as file:
        writer = Writer(file)
        for name in reader.manifest.tables:
            lines = list(reader.lines(name))
            if name == "day_entry":
                lines = {"row": [line.replace(b"480", b"481") for line in lines], "less": lines[:-1]}.get(
                    tampered, lines
                )
            if not (tampered == "count" and name == "day_entry"):
                writer.table(name, lines)
        if tampered == "more":
            writer.table("surplus", [b"[1]\n"])
        writer.finish(reader.manifest)
    why = await refused((tmp_path / "sealed.zip").read_bytes(), tmp_path)
    assert ("day_entry" in why) == (tampered in {"row", "less"})


async def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await verify(tmp_path / "none.zip")


async def test_verifying_leaves_nothing_behind(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    verdict = await verify(whole)
    assert verdict.is_whole
    assert verdict.manifest.rows > 20
    assert names_in(aside) == []
    monkeypatch.setattr("akkoord.backups.restoring.knows", lambda revision: False)
    with pytest.raises(CannotRestore):
        await verify(whole)
    assert names_in(aside) == []
