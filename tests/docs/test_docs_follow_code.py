"""What the documentation says of settings, commands and the command line is what the code has."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperOption

from akkoord.docs import FOLDER, PARTS, command_line, commands_table, renewed, settings_table, table
from akkoord.settings import CONFIG, Settings, default_of, every_setting, is_secret, variable
from core.command import REGISTRY

CONFIGURATION = (FOLDER / "configuration.md").read_text("utf-8")
COMMANDS = (FOLDER / "commands.md").read_text("utf-8")
LINE = (FOLDER / "cli.md").read_text("utf-8")


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.name)
def test_what_follows_from_the_code_is_up_to_date(page: Path) -> None:
    assert renewed(page.read_text("utf-8")) == page.read_text("utf-8"), "python -m akkoord.docs writes it anew"


def test_every_part_that_is_made_stands_in_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in sorted(FOLDER.glob("*.md")))
    made = re.findall(r"<!-- made: (\w+) -->", pages)
    assert sorted(made) == sorted(PARTS)


def test_every_setting_is_told_with_its_default_its_meaning_and_its_file() -> None:
    rows = [line for line in CONFIGURATION.splitlines() if line.startswith("| `AKKOORD_")]
    assert len(rows) == len(every_setting())
    for path, field in every_setting().items():
        (row,) = [row for row in rows if f"| `{'.'.join(path)}` |" in row]
        assert f"`{variable(path)}`" in row
        assert f"| `{default_of(field)}` | {field.description} |" in row
        assert (f"`{variable(path)}_FILE`" in row) == is_secret(field)


def test_no_setting_is_told_that_does_not_exist() -> None:
    known = {variable(path) for path in every_setting()} | {CONFIG, "AKKOORD_TELEGRAM__TOKKEN"}
    known |= {f"{variable(path)}_FILE" for path, field in every_setting().items() if is_secret(field)}
    pages = [*FOLDER.rglob("*.md"), FOLDER.parent / "CONTRIBUTING.md", FOLDER.parent / "README.md"]
    for page in pages:
        if page.exists():
            assert set(re.findall(r"AKKOORD_[A-Z][A-Z0-9_]+", page.read_text("utf-8"))) <= known, page.name


def test_the_examples_of_the_settings_can_be_used() -> None:
    examples = re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL)
    assert len(examples) == 4
    read = [Settings.model_validate(tomllib.loads(example)) for example in examples]
    assert read[0].telegram is not None
    assert read[1].imap is not None
    assert read[1].imap.oauth is not None
    assert read[2].telegram is not None
    assert read[2].telegram.webhook is not None
    assert read[3].database_url.startswith("postgresql+asyncpg://")


def test_every_command_is_told_with_who_may_and_how_sure_we_must_be() -> None:
    assert commands_table() in COMMANDS
    rows = [line.split(" | ") for line in COMMANDS.splitlines() if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == sorted(REGISTRY)
    for row in rows:
        assert len(row) == 5
        assert all(cell.strip("| ") for cell in row)


def test_every_command_of_the_command_line_is_told_with_its_options() -> None:
    lines = dict(command_line())
    assert {"akkoord run", "akkoord health", "akkoord import hours", "akkoord db upgrade"} <= set(lines)
    assert re.findall("^### (.*)$", LINE, re.MULTILINE) == list(lines)
    for typed, command in lines.items():
        (part,) = re.findall(rf"^### {typed}$(.*?)(?=^### |\Z)", LINE, re.MULTILINE | re.DOTALL)
        options = {opt for each in command.params if isinstance(each, TyperOption) for opt in each.opts}
        assert set(re.findall(r"`(--[a-z-]+)`", part)) == options - {"--help"}


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert table(["a"], [["b|c\nd"]]) == "| a |\n| --- |\n| b\\|c d |\n"


def test_only_the_made_parts_of_a_page_are_written_anew() -> None:
    text = "before\n<!-- made: settings -->\nold\n<!-- until here -->\nafter\n"
    assert renewed(text) == f"before\n<!-- made: settings -->\n\n{settings_table()}\n<!-- until here -->\nafter\n"
