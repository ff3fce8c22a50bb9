"""What was compiled of the templates is kept beside them, and never used for other text than it was made of."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from core import wording_cache
from core.wording import Wording
from web.pages import PageMaker

FACTS = {"name": "Noor"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "pieces.html").write_text("", "utf-8")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "pieces.html").write_text("", "utf-8")
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
    assert len(kept(folder)) == 3
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


def test_languages_that_share_a_folder_keep_what_their_own_filters_made(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ 'Noor' | greeted }}", "utf-8")

    def page(language: str, greeting: str) -> str:
        cache = wording_cache.BesideTheTemplates(tmp_path, (), language=language)
        environment = Environment(loader=FileSystemLoader(tmp_path), bytecode_cache=cache)
        environment.filters["greeted"] = lambda name: f"{greeting} {name}"
        return environment.get_template("page.html").render()

    said = [page(*each) for each in (("nl", "Dag"), ("en", "Hello"), ("nl", "Dag"), ("en", "Hello"))]
    assert said == ["Dag Noor", "Hello Noor"] * 2


def test_the_web_pages_are_not_compiled_at_a_second_start(monkeypatch: pytest.MonkeyPatch) -> None:
    PageMaker()
    monkeypatch.setattr("jinja2.Environment.compile", lambda *_args, **_more: pytest.fail("compiled again"))
    PageMaker()


@pytest.mark.parametrize("damage", [b"", b"not bytecode at all"])
def test_damaged_files_are_not_used(folder: Path, damage: bytes) -> None:
    hello(folder)
    for name in kept(folder):
        (folder / "nl" / wording_cache.CACHE / name).write_bytes(damage)
    assert hello(folder) == "Dag Noor."


def test_files_that_were_cut_off_or_filled_with_nothing_are_not_used(folder: Path) -> None:
    hello(folder)
    for name, content in kept(folder).items():
        for length in range(0, len(content), 7):
            for rest in (b"", bytes(len(content) - length)):
                (folder / "nl" / wording_cache.CACHE / name).write_bytes(content[:length] + rest)
                assert hello(folder) == "Dag Noor.", (length, rest)
                (folder / "nl" / wording_cache.CACHE / name).write_bytes(content)


def test_a_folder_that_cannot_be_written_is_no_trouble(folder: Path) -> None:
    (folder / "nl" / wording_cache.CACHE).write_text("a file where the folder should be", "utf-8")
    assert hello(folder) == "Dag Noor."


@pytest.mark.parametrize("part_of_writing", ["jinja2.bccache.Bucket.write_bytecode", "pathlib.Path.replace"])
def test_nothing_half_written_stays(folder: Path, monkeypatch: pytest.MonkeyPatch, part_of_writing: str) -> None:
    def full(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(part_of_writing, full)
    assert hello(folder) == "Dag Noor."
    cache = folder / "nl" / wording_cache.CACHE
    assert not cache.exists() or kept(folder) == {}
