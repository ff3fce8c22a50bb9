"""What was compiled of the templates is kept beside them, and never used for other text than it was made of."""

from pathlib import Path

import pytest

from core import wording_cache
from core.wording import Wording

FACTS = {"name": "Noor"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "pieces.html").write_text("", "utf-8")
    write(tmp_path, "Dag {{ name }}.")
    return tmp_path


def write(folder: Path, words: str) -> None:
    (folder / "nl" / "desk.html").write_text(f"{{% block hello %}}{words}{{% endblock %}}", "utf-8")


def hello(folder: Path) -> str:
    return Wording(folder).say("desk.hello", FACTS, "nl").html


def kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "nl" / wording_cache.CACHE).iterdir()}


def test_a_second_start_uses_what_the_first_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hello(folder) == "Dag Noor."
    assert len(kept(folder)) == 2
    monkeypatch.setattr("jinja2.Environment.compile", lambda *_args, **_more: pytest.fail("compiled again"))
    assert hello(folder) == "Dag Noor."


def test_a_changed_template_is_compiled_anew(folder: Path) -> None:
    hello(folder)
    write(folder, "Goedendag {{ name }}.")
    assert hello(folder) == "Goedendag Noor."


def test_a_change_of_what_compiling_depends_on_compiles_anew(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "filters.py"
    source.write_text("one", "utf-8")
    before = wording_cache.BesideTheTemplates(folder, [str(source)])
    source.write_text("two", "utf-8")
    assert before.made_with != wording_cache.BesideTheTemplates(folder, [str(source)]).made_with


@pytest.mark.parametrize("damage", [b"", b"not bytecode at all", None])
def test_damaged_files_are_not_used(folder: Path, damage: bytes | None) -> None:
    hello(folder)
    for name, content in kept(folder).items():
        (folder / "nl" / wording_cache.CACHE / name).write_bytes(content[:-5] if damage is None else damage)
    assert hello(folder) == "Dag Noor."


def test_a_folder_that_cannot_be_written_is_no_trouble(folder: Path) -> None:
    (folder / "nl" / wording_cache.CACHE).write_text("a file where the folder should be", "utf-8")
    assert hello(folder) == "Dag Noor."


def test_nothing_half_written_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr("jinja2.bccache.Bucket.write_bytecode", full)
    assert hello(folder) == "Dag Noor."
    assert kept(folder) == {}
