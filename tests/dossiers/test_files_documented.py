"""The documentation of files names all that is read and written, and nothing else."""

import re
from pathlib import Path

import pytest

from core.cells import NO, YES
from core.dossiers.columns import COLUMNS as DOSSIER_COLUMNS
from core.dossiers.columns import ROLES
from core.import_report import SENTENCES
from core.logbook.export import COLUMNS as EXPORT_COLUMNS
from core.logbook.importing import COLUMNS as HOURS_COLUMNS
from core.logbook.importing import STATES
from core.sheets import Column, folded

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "files.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    part = re.search(rf"^## {heading}$(.*?)(?:^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert part
    lines = part[1].strip().splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("| column"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize(("heading", "columns"), [("Dossiers", DOSSIER_COLUMNS), ("Hours", HOURS_COLUMNS)])
def test_every_column_stands_in_the_table_with_its_other_names(heading: str, columns: tuple[Column, ...]) -> None:
    told = {row[0]: (row[1], row[2]) for row in table(heading)}
    assert set(told) == {column.label for column in columns}
    for column in columns:
        others = {name.strip() for name in told[column.label][0].split(",") if name.strip()}
        assert others == set(column.names[1:])
        assert (told[column.label][1] == "yes") == column.is_required


def test_the_columns_of_the_export_are_told_in_their_order() -> None:
    told = [name.strip() for row in table("Approvals") for name in row[0].split(",")]
    assert told == list(EXPORT_COLUMNS)


def test_roles_states_and_words_for_yes_are_told() -> None:
    assert all(word in folded(TEXT) for word in (*STATES, "tekenbevoegde", "signatory", "coordinator", *YES, *NO))
    assert set(ROLES) >= {"praktijkopleider", "tekenbevoegde", "coordinator", "signatory", "work supervisor"}


def test_every_reason_has_a_sentence_and_every_sentence_a_use() -> None:
    sources = [*ROOT.glob("core/*.py"), *ROOT.glob("core/dossiers/*.py"), *ROOT.glob("core/logbook/importing.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources if path.name != "import_report.py")
    assert {reason for reason in SENTENCES if f'"{reason}"' not in text} == set()
