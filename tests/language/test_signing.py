"""What stands where a name is expected: a name, a title and a company, or words that take back what is above."""

import pytest

from core.language.clauses.signing import may_take_back


@pytest.mark.parametrize(
    "signature",
    [
        "Mvg,\nJan de Wit\nWerfleider | Wit & Zn\nT 010-0001122",
        "Kind regards,\n\nOlga O'Dell\nHead of Logistics, De Wit B.V.",
        "Mit freundlichen Grüßen\nDr. Karla von der Heide\nLeiterin Ausbildung",
        "Cordialement,\nJean-Luc Dupas\nMaître de stage",
        "Groet,\nKees\n\nDenk aan het milieu voordat u besluit om deze e-mail helemaal af te drukken.",
        "Sent from my iPhone",
        "Verstuurd vanaf mijn Galaxy",
        "",
    ],
)
def test_a_name_a_title_and_a_footer_take_nothing_back(signature: str) -> None:
    assert not may_take_back(signature)


@pytest.mark.parametrize(
    "signature",
    [
        "Groet,\nJan, misschien",
        "Mvg Jan\n\nof niet",
        "Best,\nOlga?",
        "Cheers,\nOlga, unless",
        "Viele Grüße\nKarla, falls",
        "MfG\nKarla\nnoch nicht",
        "Cordialement,\nSylvie si",
        "Bien à vous,\nSylvie\npas encore",
        "Verstuurd vanaf mijn Galaxy, of",
    ],
)
def test_a_word_that_takes_away_below_a_closing_may_take_it_all_back(signature: str) -> None:
    assert may_take_back(signature)
