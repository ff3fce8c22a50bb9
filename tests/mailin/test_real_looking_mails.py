"""Whole mails, as the programs and servers of the world write them: kind, proof and what was typed."""

import random
from pathlib import Path

import pytest

from core.incoming import Evidence, Kind, SenderProof, Typed, Unreadable
from tests.mailin.letters import DIGEST, DOOR, TOKEN

FOLDER = Path(__file__).parent.parent / "mail"
TYPED = {
    "alleen-html": "Week 10 is akkoord",
    "doorgestuurd": "Kun jij dit doen?",
    "gmail-nl": "akkoord, behalve dinsdag van week 11",
    "iphone-nl": "Prima zo, akkoord",
    "outlook-desktop-nl": "Beide weken akkoord.",
    "outlook-telefoon": "1 akkoord",
    "outlook-web-en": "Week 10 approved, week 11 not yet.",
    "windows-1252": "Eén week akkoord, € niet van toepassing",
    "html-ingesprongen": "Akkoord\nbehalve week 11",
    "foto-tussen-de-tekst": "Week 10 akkoord\n\n\nmaar week 11 niet",
}
ONLY_PROPOSED = {
    "gmail-en-onder-het-citaat": ("Approved, both weeks.", ()),
    "html-doorgestreept": ("Akkoord met week 10 en week 11", ()),
    "outlook-in-het-citaat": (
        "Akkoord, zie mijn wijziging.",
        (("2. Week 11 (9–15 maart)", "ma 8 · di 7,5 -> moet 6 zijn · wo 8 · do 8 · vr 6"),),
    ),
    "thunderbird-in-het-citaat": ("Zie onder.", (("ma 8 · di 7,5 · wo 8 · do 8 · vr 6", "dinsdag moet 8 zijn"),)),
}
KINDS = {
    "absent": Kind.AUTOMATIC,
    "abwesend": Kind.AUTOMATIC,
    "afwezig-outlook": Kind.AUTOMATIC,
    "afwezig-zonder-kop": Kind.AUTOMATIC,
    "leesbevestiging": Kind.RECEIPT,
    "lijst": Kind.LIST,
    "onbestelbaar": Kind.BOUNCE,
    "onszelf": Kind.OWN,
    "reactie-gmail": Kind.REACTION,
    "reactie-outlook": Kind.REACTION,
    "vertraagd": Kind.DELAYED,
}
PROOFS = {
    "naam-als-adres": (SenderProof.PASS, "x@aanvaller.example"),
    "twee-adressen": (SenderProof.FAIL, ""),
    "twee-afzenders": (SenderProof.FAIL, ""),
    "vals-stempel-onder-het-echte": (SenderProof.FAIL, "fatima@aannemer.example"),
    "vals-stempel-van-elders": (SenderProof.NONE, "fatima@aannemer.example"),
    "vals-stempel-voor-een-omweg": (SenderProof.NONE, "fatima@aannemer.example"),
    "zonder-afzender": (SenderProof.FAIL, ""),
}


def raw(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()


def typed(name: str) -> Typed:
    return DOOR.typed(DOOR.read(raw(name)), [DIGEST])


def test_every_mail_in_the_folder_is_told_about_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == {*TYPED, *ONLY_PROPOSED, *KINDS, *PROOFS}


@pytest.mark.parametrize("name", TYPED)
def test_a_persons_answer_is_read_and_proven(name: str) -> None:
    incoming = DOOR.read(raw(name))
    assert incoming.kind is Kind.HUMAN
    assert incoming.proof is SenderProof.PASS
    assert incoming.evidence is Evidence.DOMAIN
    assert incoming.tokens[0] == TOKEN
    assert incoming.in_reply_to == ("o31.mfzwizlt@akkoord.example",)
    found = typed(name)
    assert (found.text, found.agreed) == (TYPED[name], True)


@pytest.mark.parametrize("name", ONLY_PROPOSED)
def test_what_may_not_be_all_they_typed_is_only_proposed(name: str) -> None:
    text, corrections = ONLY_PROPOSED[name]
    found = typed(name)
    assert (found.text, found.corrections, found.agreed) == (text, corrections, False)


@pytest.mark.parametrize("name", KINDS)
def test_a_machines_mail_is_known_for_what_it_is(name: str) -> None:
    incoming = DOOR.read(raw(name))
    assert incoming.kind is KINDS[name]
    assert incoming.evidence is Evidence.NOTHING
    assert incoming.why


@pytest.mark.parametrize("name", PROOFS)
def test_a_mail_proves_no_more_than_our_own_server_says(name: str) -> None:
    incoming = DOOR.read(raw(name))
    assert (incoming.proof, incoming.sender) == PROOFS[name]


def read_or_refused(mail: bytes) -> str:
    """Give what was typed, or why the mail was refused; anything else rises."""
    try:
        incoming = DOOR.read(mail)
    except Unreadable as refused:
        return refused.why
    return f"typed: {DOOR.typed(incoming, [DIGEST]).text}"


@pytest.mark.parametrize("name", [*TYPED, *ONLY_PROPOSED, *KINDS, *PROOFS])
def test_a_damaged_mail_is_read_or_refused(name: str) -> None:
    chance = random.Random(name)
    whole = raw(name)
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randint(0, 60)] = chance.randbytes(chance.randint(0, 9))
        assert read_or_refused(bytes(damaged))
