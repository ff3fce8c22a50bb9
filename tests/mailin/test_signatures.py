"""Where words end and a signature begins; and nothing said below it is lost in silence."""

import pytest

from mailin.quotes import extract

CARD = "Fatima Aydin\nHoofd productie\nAannemer B.V.\nT: 040-1234567\nwww.aannemer.example"


@pytest.mark.parametrize(
    "below",
    [
        f"Met vriendelijke groet,\n\n{CARD}",
        "Met vriendelijke groet, Fatima van den Berg",
        "Alvast bedankt en met vriendelijke groet,\nFatima",
        "Mvg\nFatima",
        "Gr. Fatima",
        "groetjes fatima",
        "Kind regards,\nFatima",
        "Mit freundlichen Grüßen\nFatima",
        "Cordialement,\nFatima",
        "-- \nFatima",
        "Fatima",
        "F. Aydin",
        CARD,
        f"{CARD}\n\n[cid:image001.png@01DA]\n\nVerstuurd vanaf mijn iPad",
        "Verstuurd vanaf mijn iPhone",
        "Outlook voor Android downloaden",
        "Sent from my Galaxy",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "Groet,\nFatima\nWerkdagen: ma, di, do",
        f"Groet,\n{CARD}\n\nDeze e-mail is vertrouwelijk en niet bestemd voor anderen.",
    ],
)
def test_a_signature_is_left_out_and_changes_nothing(below: str) -> None:
    found = extract(f"Week 10 akkoord\n\n{below}", "", (), name="Fatima Aydin")
    assert (found.text, found.agreed) == ("Week 10 akkoord", True)


def test_a_postscript_is_part_of_what_was_typed() -> None:
    found = extract("Akkoord.\n\nGroet,\nFatima\n\nPS: week 11 niet", "", ())
    assert found.text.splitlines()[0] == "Akkoord."
    assert found.text.splitlines()[-1] == "PS: week 11 niet"


@pytest.mark.parametrize(
    "below",
    [
        "Groet,\nFatima\n\nbehalve dinsdag",
        "Verstuurd vanaf mijn iPhone\n\nmaar week 11 niet",
        "-- \nweek 11 niet",
        "Nieuwe begeleider\n\nThomas Kuijsten\nthomas@zaag.example\nT: 06-12345678",
        "__________\nmoet 6 zijn",
        "Gr Fatima\ndi 6 ipv 8",
    ],
)
def test_words_below_a_signature_make_it_a_proposal(below: str) -> None:
    assert not extract(f"Akkoord\n\n{below}", "", (), name="Fatima Aydin").agreed


@pytest.mark.parametrize(
    "words",
    [
        "Groet en akkoord met week elf",
        "Akkoord behalve\nFatima",
        "Akkoord voor:\n\nFatima",
        "Akkoord voor\n- Daan\n- Sanne",
        "Akkoord voor\n\n-Daan",
        "Nieuwe begeleider:\n\nThomas Kuijsten\nthomas@zaag.example\nT: 06-12345678",
        "Best, week 47 akkoord",
        "1 akkoord\n-----\n2 akkoord",
        "Van: 8 uur\nDatum: 3 maart moet 6 zijn",
    ],
)
def test_words_that_look_like_a_signature_stay(words: str) -> None:
    assert extract(words, "", (), name="Fatima Aydin").text == words


@pytest.mark.parametrize(
    "words",
    [
        "Akkoord.\nOp 10 maart 2026 schreef Daan 8 uur:\nmoet 6 zijn",
        "Akkoord.\nDoorgestuurd bericht\nmaar week 11 niet",
        "Akkoord\n> maandag\nklopt niet",
    ],
)
def test_words_that_look_like_a_quote_are_not_lost_in_silence(words: str) -> None:
    assert not extract(words, "", ()).agreed


CONTACTS = "Hoofd productie\nAannemer B.V.\nT: 040-1234567\nwww.aannemer.example"


@pytest.mark.parametrize(
    "only",
    [
        "Verstuurd vanaf mijn iPhone",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "Télécharger Outlook pour iOS",
        "Sendt fra min iPhone",
        "Met vriendelijke groet,\n\nFatima Aydin",
        f"Fatima Aydin\n{CONTACTS}",
        f"*Fatima Aydin* | *Hoofd productie*\n*Bel mij: 040-1234567*\n\n[image: logo]\n\n{CONTACTS}",
        f"F. Aydin - planning\n{CONTACTS}\n\nVerstuurd vanaf mijn iPad",
        "Deze e-mail is vertrouwelijk en alleen bestemd voor de geadresseerde.",
        "Virusvrij.www.avast.com",
        "[cid:image001.png@01DB]",
        "-- \nFatima",
    ],
)
def test_nothing_but_a_signature_is_nothing_typed(only: str) -> None:
    found = extract(only, "", (), name="Fatima Aydin")
    assert (found.text, found.signature) == ("", only)


@pytest.mark.parametrize(
    "words",
    [
        f"Thomas Kuijsten\n{CONTACTS}",  # the contact that was asked for
        f"Fatima Aydin akkoord\n{CONTACTS}",
        f"Fatima Aydin\nweek 11 niet\n{CONTACTS}",
        "Deze e-mail is duidelijk: alles klopt",
    ],
)
def test_a_card_of_another_or_with_words_is_no_signature(words: str) -> None:
    assert extract(words, "", (), name="Fatima Aydin").text == words


def test_a_thumb_by_its_name_announces_nothing() -> None:
    assert extract(f":+1:\n\nFatima Aydin\n{CONTACTS}", "", ()).text == ":+1:"


CARD_OF_SHOP = "Met vriendelijke groet,\n\nFatima Aydin\nSalonmanager\nKapsalon Aydin"


@pytest.mark.parametrize(
    "below",
    [
        f"{CARD_OF_SHOP}\nMaandag gesloten! Afspraken kunnen niet per mail worden afgezegd.",
        f"{CARD_OF_SHOP}\nDinsdag t/m zaterdag geopend",
        f"{CARD_OF_SHOP}\nNiet werkzaam op woensdag",
        f"{CARD_OF_SHOP}\n\nAan dit bericht kunnen geen rechten worden ontleend.",
        "Kind regards,\nFatima Aydin\nHead Chef\nThe Old Barn - closed on Mondays",
        "Mit freundlichen Grüßen\nFatima Aydin\nMeisterin\nBürozeiten: Mo-Do 8-16 Uhr",
        "Cordialement,\nFatima Aydin\nGérante\nSalon fermé le lundi",
        "Bonne journée,\nFatima Aydin\nInfirmière en chef\nRésidence des Lilas",
    ],
)
def test_when_a_place_is_open_changes_nothing(below: str) -> None:
    found = extract(f"Week 10 akkoord\n\n{below}", "", (), name="Fatima Aydin")
    assert found.text.splitlines()[0] == "Week 10 akkoord"
    assert "Fatima" not in found.text
    assert found.agreed


@pytest.mark.parametrize(
    "below",
    [
        "Groet,\nFatima\nMaandag gesloten",
        f"{CARD_OF_SHOP}\nmaandag waren we gesloten",
        f"{CARD_OF_SHOP}\nwoensdag niet",
        f"{CARD_OF_SHOP}\nMaandag gesloten, dus die dag niet",
        f"{CARD_OF_SHOP}\nBestellingen kunnen per mail, maar Daan niet akkoord",
        f"{CARD_OF_SHOP}\nBestellingen kunnen per mail en Daan niet",
        f"{CARD_OF_SHOP}\nAfspraken kunnen niet per mail, Daan klopt niet",
        f"{CARD_OF_SHOP}\nAppointments can be made by phone but Daan is not approved",
        f"{CARD_OF_SHOP}\nTermine bitte telefonisch, aber Daan nicht genehmigen",
    ],
)
def test_what_may_be_of_hours_below_a_name_makes_it_a_proposal(below: str) -> None:
    assert not extract(f"Akkoord\n\n{below}", "", (), name="Fatima Aydin").agreed
