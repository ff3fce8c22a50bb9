"""Where what was typed ends, known by what mail programs write above a quote, without knowing what is quoted."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mailin.quotes import extract

PROGRAMS = yaml.safe_load(Path(__file__).with_name("programs.yaml").read_text("utf-8"))
OLD = "Hallo,\n\nHierbij de uren van vorige week. Graag uw reactie.\n\nSchool"
MARKED = "\n".join(f"> {line}" if line else ">" for line in OLD.split("\n"))
SAID = ["Akkoord, behalve dinsdag.\nDat was 6 uur.", "Prima", "1 wel, 2 niet:\n\ndie klopt niet", "Van mij mag het"]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("program", PROGRAMS, ids=[one["program"] for one in PROGRAMS])
def test_above_what_a_program_writes(program: dict[str, Any], said: str) -> None:
    quote = f"{program['head']}{MARKED if program['is_marked'] else OLD}"
    found = extract(f"{said}\n\n{quote}", "", ())
    assert (found.text, found.agreed) == (said, program["is_sure"])
    assert extract(f"{said}\n{quote}", "", ()).text == said
