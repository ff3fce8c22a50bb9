"""A rule that is left out where what it needs was not said would have changed nothing there."""

import pytest

from core.language import read
from core.language.clauses import neighbours, rewording
from core.language.clauses.rules import Rules, rule
from tests.language.test_understood import SITUATIONS, all_of_them, told


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_rule_needs_what_it_says(situation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (neighbours, "RULES"),
        (rewording, "OF_DAYS"),
        (rewording, "OF_WEEKS"),
        (rewording, "OF_WRITING"),
        (rewording, "REPAIRS"),
    ):
        monkeypatch.setattr(module, name, Rules(*(rule(one.rewrite) for one in getattr(module, name))))
    for language, lines in all_of_them()[situation].items():
        context = SITUATIONS[situation](language)
        for said, comes_to in lines.items():
            assert told(read(said, context), context) == comes_to, said
