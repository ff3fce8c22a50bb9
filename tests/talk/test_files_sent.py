"""Files that an admin sends by chat or by mail: checked whole, said back, imported once after a yes, and recorded."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from core.dossiers.importing import import_dossiers
from core.files.models import Document, SentFile
from core.files.service import throw_away
from core.inbox import InboxMessage
from core.incoming import Channel
from core.logbook.models import DayEntry
from core.people.models import Membership, Role
from core.record import broken
from core.tenants.models import ChatPolicy, Tenant
from tests.papers import file_of, placement
from tests.site import Site
from tests.talk.sending import WEEK_11, Sending, csv, with_part, workbook


@pytest.fixture(params=["chat", "mail"])
async def sending(site: Site, request: pytest.FixtureRequest) -> Sending:
    admin = await site.house.person("Hanneke", "Duin", chat=request.param == "chat")
    await site.house.role(admin, Role.ADMIN, site.tenant)
    sending = Sending(site, admin, request.param)
    await sending.says("status")  # by mail, its answer is what is answered from now on
    return sending


async def days(sending: Sending) -> list[tuple[date, int]]:
    found = await sending.house.all(select(DayEntry).where(DayEntry.date >= WEEK_11[0]).order_by(DayEntry.date))
    return [(day.date, day.minutes) for day in found]


async def test_a_file_of_hours_is_said_back_and_imported_after_a_yes(sending: Sending) -> None:
    content = sending.hours((WEEK_11[0], "7,5"), (WEEK_11[1], "8"))
    told = await sending.sends("uren maart.csv", content)
    assert "“uren maart.csv” is een bestand met uren van School roc: 2 rijen, alle goed" in told
    assert "2 nieuw" in told
    assert "Er is nog niets veranderd" in told
    in_chat = ["Importeren", "Niet doen"]
    assert sending.house.last(sending.admin).labels == (in_chat if sending.speaks == "chat" else [])
    assert await days(sending) == []
    assert "Geïmporteerd: “uren maart.csv”" in await sending.says("ja")
    assert await days(sending) == [(WEEK_11[0], 450), (WEEK_11[1], 480)]


async def test_the_record_says_who_imported_which_file_and_what_it_did(sending: Sending) -> None:
    content = sending.hours((WEEK_11[0], "7,5"))
    await sending.sends("uren.csv", content)
    await sending.says("ja")
    (decision,) = await sending.decisions()
    assert decision.command == "import.hours"
    assert decision.person_id == sending.admin.id
    assert decision.channel == sending.speaks
    assert decision.evidence == ("chat" if sending.speaks == "chat" else "domain+mailbox")
    digest = sha256(content).hexdigest()
    assert (decision.facts["file"], decision.facts["sha256"]) == ("uren.csv", digest)
    assert {name: decision.facts[name] for name in ("days", "new", "changed", "same")} == {
        "days": 1,
        "new": 1,
        "changed": 0,
        "same": 0,
    }
    assert "ja" in decision.facts["said"]
    assert await sending.house.database.look(lambda session: broken(session, sending.site.tenant.id)) is None


async def test_a_second_yes_does_nothing(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.says("ja")
    await sending.says("ja")
    assert len(await sending.decisions()) == 1
    assert "al geïmporteerd" in await sending.says("importeer het bestand")
    assert len(await sending.decisions()) == 1


async def test_two_proposals_of_one_file_import_it_once(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    first = sending.house.last(sending.admin)
    assert "1 nieuw" in await sending.says("importeer het bestand")
    await sending.says("ja")
    if sending.speaks == "chat":
        await sending.house.press(sending.admin, first.button("Importeren"))
    else:
        await sending.house.mail(sending.admin, "ja", answers=first)
    assert "al geïmporteerd" in sending.heard() or "niets" in sending.heard()
    assert len(await sending.decisions()) == 1


async def test_no_leaves_all_as_it_was(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.says("nee")
    assert (await days(sending), await sending.decisions()) == ([], [])


async def test_what_changed_meanwhile_is_said_back_again(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5"), (WEEK_11[1], "8")))
    await sending.house.week(sending.site.noors, [7.5], monday=WEEK_11[0])
    told = await sending.says("ja")
    assert "er is intussen iets veranderd" in told
    assert "1 nieuw" in told
    assert await sending.decisions() == []
    assert "Geïmporteerd" in await sending.says("ja")
    assert len(await days(sending)) == 2


async def test_with_bad_rows_nothing_is_imported_and_the_first_ten_are_named(sending: Sending) -> None:
    rows = [(WEEK_11[0], "7,5"), *((WEEK_11[0] + timedelta(days=day), "veel") for day in range(1, 14))]
    told = await sending.sends("uren.csv", sending.hours(*rows))
    assert "Er is niets geïmporteerd" in told
    assert "14 rijen, waarvan 13 fout" in told
    assert "rij 3, uren: “veel” zijn geen uren; schrijf 7,5 of 7:30" in told
    assert "rij 12," in told
    assert "rij 13," not in told
    assert "nog 3 fouten" in told
    await sending.says("ja")
    assert (await days(sending), await sending.decisions()) == ([], [])


async def test_a_workbook_of_hours_is_known_by_its_headers(sending: Sending) -> None:
    number = sending.site.noors.external_id
    told = await sending.sends("uren.xlsx", workbook((number, WEEK_11[0], 7.5)))
    assert "een bestand met uren" in told
    await sending.says("ja")
    assert await days(sending) == [(WEEK_11[0], 450)]


async def test_a_file_of_another_school_is_refused_in_words_and_tells_nothing_of_that_school(sending: Sending) -> None:
    other = await sending.house.tenant("mbo", name="Mbo Het Wad")
    student = await sending.house.person("Bo", "Twee")
    await sending.house.role(student, Role.STUDENT, other)
    theirs = await sending.house.dossier(other, student, sending.site.ria)
    content = csv(f"mbo;{theirs.external_id};2026-03-09;8", header="school;dossiernummer;datum;uren")
    told = await sending.sends("uren.csv", content)
    assert "Er is niets geïmporteerd" in told
    assert "rij 2, school: de rij is van school “mbo”" in told
    assert "Mbo Het Wad" not in told
    assert (await days(sending), await sending.decisions()) == ([], [])


async def test_an_admin_of_two_schools_must_name_them_and_reaches_no_third(sending: Sending) -> None:
    second = await sending.house.tenant("mbo", name="Mbo Het Wad")
    await sending.house.tenant("hbo", name="Hbo De Dam")
    await sending.house.role(sending.admin, Role.ADMIN, second)
    number = sending.site.noors.external_id
    told = await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    assert "niet van welke school" in told
    assert "mbo of roc" in told or "roc of mbo" in told
    header = "school;dossiernummer;datum;uren"
    for code in ("hbo", "nergens"):
        told = await sending.sends("uren.csv", csv(f"{code};{number};2026-03-09;8", header=header))
        assert f"school “{code}” is niet een van uw scholen" in told
    assert "van School roc" in await sending.sends("uren.csv", csv(f"roc;{number};2026-03-09;8", header=header))
    await sending.says("ja")
    assert [decision.tenant_id for decision in await sending.decisions()] == [sending.site.tenant.id]


async def test_who_lost_the_role_before_the_yes_imports_nothing(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    (mine,) = await sending.house.all(select(Membership).where(Membership.person_id == sending.admin.id))
    await sending.house.change(Membership, mine.id, until=date(2026, 3, 8))
    await sending.says("ja")
    assert (await days(sending), await sending.decisions()) == ([], [])


async def test_no_file_is_taken_from_who_is_no_admin(sending: Sending) -> None:
    content = sending.hours((WEEK_11[0], "7,5"))
    assert await sending.brings("uren.csv", content, who=sending.site.ria) == "unreadable"
    assert await sending.fetched() == 0
    assert "Er is niets gewijzigd" in sending.heard(sending.site.ria)
    assert sending.shelf.asked == []
    assert await sending.house.all(select(Document)) == []


async def test_words_beside_a_file_are_never_acted_on(sending: Sending) -> None:
    """An admin who also judges hours, with a file and an approval in one message: only the file is asked about."""
    await sending.house.role(sending.admin, Role.SIGNATORY, sending.site.tenant)
    told = await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")), text="alles akkoord, pauzeer alles")
    assert "alles akkoord, pauzeer alles" in told
    assert "heb ik niet uitgevoerd" in told
    assert "1 nieuw" in told
    assert await sending.decisions() == []


async def test_words_that_ask_for_the_import_are_not_called_unread(sending: Sending) -> None:
    told = await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")), text="importeer dit bestand")
    assert "niet uitgevoerd" not in told
    assert "1 nieuw" in told
    assert await days(sending) == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("stages.xlsx", b"MZ\x90\x00\x03" + bytes(200), "het lijkt een programma"),
        ("stages.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "het lijkt een PDF"),
        ("stages.csv", workbook((1, 2, 3)), "het lijkt een werkmap (XLSX)"),
        ("stages.xlsx", b"a;b\r\n1;2\r\n", "het lijkt gewone tekst"),
        ("stages.csv", b"<!DOCTYPE html><table><tr><td>x</td></tr></table>", "het lijkt een webpagina"),
        ("stages.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "het lijkt een foto of plaatje"),
        ("stages.xlsx", with_part(workbook((1, 2, 3)), "xl/vbaProject.bin", b"x"), "werkmap met macro's"),
        (
            "stages.xlsx",
            with_part(workbook((1, 2, 3)), "xl/media/x.bin", bytes(110_000_000)),
            "uitgepakt veel te groot",
        ),
        ("stages.xlsx", b"PK\x03\x04" + bytes(50), "beschadigd"),
        ("stages.csv", b"", "Het bestand is leeg"),
        ("lijst.csv", b"kleur;vorm\r\nrood;rond\r\n", "de kolommen ken ik niet"),
        ("uren.csv", b"dossiernummer;datum\r\nD1;2026-03-09\r\n", "ontbreekt: uren"),
        ("uren.csv", b"dossiernummer;datum;uren\r\n", "geen enkele rij"),
    ],
)
async def test_what_is_not_what_it_says_is_refused_by_what_it_seems(
    sending: Sending, name: str, content: bytes, says: str
) -> None:
    told = await sending.sends(name, content)
    assert says in told
    assert "Er is niets gedaan" in told
    assert await sending.house.all(select(Document)) == []
    assert "ja" not in sending.house.last(sending.admin).labels


@pytest.mark.parametrize("sending", ["mail"], indirect=True)
async def test_a_contract_beside_words_by_mail_is_let_be_as_ever(sending: Sending) -> None:
    assert await sending.brings("contract.pdf", b"%PDF-1.7\n", text="status") == "answered"
    assert "Zo staat het ervoor" in sending.heard()


async def test_too_large_a_file_is_refused_before_it_is_fetched(sending: Sending) -> None:
    most = 20 if sending.speaks == "chat" else 25
    size = most * 1024 * 1024 + 1
    file = {"name": "stages.xlsx", "size": size, **({"reference": "big"} if sending.speaks == "chat" else {})}
    if sending.speaks == "chat":
        facts = {"what": "document"}
        outcome = await sending.house.chat(sending.admin, "", kind="unreadable", facts=facts, files=[file])
    else:
        outcome = await sending.house.mail(sending.admin, "", facts={"what": "document"}, files=[file])
    assert outcome == "answered"
    assert f"groter dan {most} MB" in sending.heard()
    assert ("Per mail kan 25 MB" in sending.heard()) is (sending.speaks == "chat")
    assert sending.shelf.asked == []


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
async def test_a_file_that_is_larger_than_it_said_is_refused_too(sending: Sending) -> None:
    sending.shelf.files["big"] = bytes(20 * 1024 * 1024 + 1)
    file = {"name": "stages.xlsx", "size": 12, "reference": "big"}
    await sending.house.chat(sending.admin, "", kind="unreadable", facts={"what": "document"}, files=[file])
    await sending.fetched()
    assert "groter dan 20 MB" in sending.heard()
    assert await sending.house.all(select(Document)) == []


async def test_the_same_bytes_are_kept_once_and_thrown_away_after_thirty_days(sending: Sending) -> None:
    content = sending.hours((WEEK_11[0], "7,5"))
    await sending.sends("uren.csv", content)
    sending.house.now += timedelta(days=29)
    await sending.sends("nog eens.csv", content)
    (document,) = await sending.house.all(select(Document))
    assert (document.sha256, document.size, document.kind) == (sha256(content).hexdigest(), len(content), "text")
    assert [sent.name for sent in await sending.house.all(select(SentFile))] == ["uren.csv", "nog eens.csv"]
    sending.house.now += timedelta(days=2)
    assert await sending.house.database.turn(lambda session: throw_away(session, sending.house.now)) == 0
    assert [sent.name for sent in await sending.house.all(select(SentFile))] == ["nog eens.csv"]
    sending.house.now += timedelta(days=29)
    await sending.fetching.clean()
    assert await sending.house.all(select(Document)) == []
    assert "geen bestand van u" in await sending.says("importeer het bestand")


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
async def test_a_file_that_is_away_is_tried_again_and_again_and_then_answered_once(sending: Sending) -> None:
    sending.shelf.is_away = True
    assert await sending.brings("uren.csv", sending.hours((WEEK_11[0], "7,5"))) == "fetching"
    for _ in range(12):
        assert await sending.fetched() == 1
        assert await sending.fetched() == 0  # not before its time
        sending.house.now += timedelta(minutes=6)
    assert (await sending.inbox())[-1] == "fetching"
    sending.shelf.is_away = False
    assert await sending.fetched() == 1
    assert "1 nieuw" in sending.heard()
    assert len(sending.shelf.asked) == 13
    assert await sending.fetched() == 0


async def test_a_yes_while_the_file_is_still_away_confirms_nothing(sending: Sending) -> None:
    await sending.brings("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.says("ja")
    await sending.fetched()
    assert "1 nieuw" in sending.heard()
    assert await sending.decisions() == []


async def test_a_repeated_message_is_neither_fetched_nor_imported_twice(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.says("ja")
    count, fetched = len(sending.house.sent), len(sending.shelf.asked)
    rows = await sending.house.all(select(InboxMessage).order_by(InboxMessage.id))
    for row in rows:
        again = await sending.house.desk.receive(Channel(row.channel), row.key, row.raw)
        assert again == row.id
    assert await sending.fetched() == 0
    assert (len(sending.house.sent), len(sending.shelf.asked)) == (count, fetched)
    assert len(await sending.decisions()) == 1


async def test_two_workers_fetch_a_file_once(sending: Sending) -> None:
    await sending.brings("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    other = Sending(sending.site, sending.admin, sending.speaks, sending.shelf)
    assert await sending.fetching.fetch_one() is True
    assert await other.fetching.fetch_one() is False
    assert len(await sending.house.all(select(SentFile))) == 1


def supervised(sending: Sending, by: tuple[str, str, str]) -> bytes:
    """Write a file in which Noor's dossier has another supervisor."""
    first, surname, email = by
    row = placement(
        dossiernummer=sending.site.noors.external_id,
        studentnummer="",
        voornaam="Noor",
        tussenvoegsel="",
        achternaam="Visser",
        e_mail__student="noor@visser.example",
        bedrijf="Bouwbedrijf Kale",
        plaats="",
        voornaam__begeleider=first,
        achternaam__begeleider=surname,
        e_mail__begeleider=email,
    )
    return file_of(row)


async def test_nobody_makes_themselves_a_supervisor_by_a_file(sending: Sending) -> None:
    roles = select(Membership).where(Membership.person_id == sending.admin.id)
    before = len(await sending.house.all(roles))
    told = await sending.sends("stages.csv", supervised(sending, ("Hanneke", "Duin", "hanneke@duin.example")))
    assert "uzelf kunt u niets geven" in told
    assert "Er is niets gedaan" in told
    await sending.says("ja")
    await sending.says("importeer het bestand")
    assert len(await sending.house.all(roles)) == before
    assert await sending.decisions() == []


async def test_who_supervises_already_may_send_a_file_that_says_so(sending: Sending) -> None:
    hanneke = ("Hanneke", "Duin", "hanneke@duin.example")
    raw, now = supervised(sending, hanneke), sending.house.now
    await sending.house.database.turn(lambda session: import_dossiers(session, raw, tenant_code="roc", now=now))
    told = await sending.sends("stages.csv", raw.replace(b"3-7-2026", b"10-7-2026"))
    assert "Er is nog niets veranderd" in told
    assert "1 gewijzigd" in told


async def test_the_import_ends_who_the_file_no_longer_names_and_says_so_before(sending: Sending) -> None:
    new = await sending.house.person("Sam", "Nieuw")
    await sending.house.role(new, Role.WORK_SUPERVISOR, sending.site.tenant)
    told = await sending.sends("stages.csv", supervised(sending, ("Sam", "Nieuw", "sam@nieuw.example")))
    assert "een bestand met stages" in told
    assert "1 gewijzigd" in told
    assert "1 keer verliest iemand een taak" in told
    await sending.says("ja")
    (decision,) = await sending.decisions()
    assert decision.command == "import.dossiers"
    assert decision.facts["ended"] == 1


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
@pytest.mark.parametrize("policy", [ChatPolicy.MINIMAL, ChatPolicy.OFF])
async def test_bad_rows_go_by_mail_when_one_of_the_schools_keeps_names_out_of_chat(
    sending: Sending, policy: ChatPolicy
) -> None:
    other = await sending.house.tenant("mbo", name="Mbo Het Wad", chat_policy=policy)
    await sending.house.role(sending.admin, Role.ADMIN, other)
    before = len(sending.house.sent)
    await sending.sends("uren.csv", csv("mbo;D1;2026-03-09;Noor Visser ziek", header="school;dossiernummer;datum;uren"))
    told = {sent.outgoing.channel: sent.text for sent in sending.house.sent[before:]}
    assert "“Noor Visser ziek” zijn geen uren" in told[Channel.MAIL]
    assert "Noor" not in told[Channel.CHAT]
    assert "in een mail" in told[Channel.CHAT]


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
async def test_a_yes_in_a_chat_that_was_shut_meanwhile_is_asked_for_by_mail(sending: Sending) -> None:
    await sending.sends("uren.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.house.change(Tenant, sending.site.tenant.id, chat_policy=ChatPolicy.OFF)
    assert "Het staat in een mail aan u" in await sending.says("ja")
    assert (await days(sending), await sending.decisions()) == ([], [])
    asked = next(sent for sent in reversed(sending.house.sent) if sent.outgoing.channel is Channel.MAIL)
    await sending.house.mail(sending.admin, "ja", answers=asked)
    assert await days(sending) == [(WEEK_11[0], 450)]


async def test_the_last_file_is_the_one_that_was_sent_last_whichever_came_in_last(sending: Sending) -> None:
    await sending.brings("een.csv", sending.hours((WEEK_11[0], "7,5")))
    first = await sending.house.all(select(InboxMessage.id).where(InboxMessage.state == "fetching"))
    await sending.house.change(InboxMessage, first[0], retry_at=sending.house.now + timedelta(minutes=1))
    await sending.sends("twee.csv", sending.hours((WEEK_11[1], "8")))
    await sending.says("nee")
    sending.house.now += timedelta(minutes=2)
    await sending.fetched()
    await sending.says("nee")
    assert [sent.name for sent in await sending.house.all(select(SentFile))] == ["twee.csv", "een.csv"]
    assert "“twee.csv”" in await sending.says("importeer het bestand")


async def test_of_a_long_cell_only_its_beginning_is_told(sending: Sending) -> None:
    number = sending.site.noors.external_id
    told = await sending.sends("uren.csv", csv(f"{number};2026-03-09;{'9x' * 60_000}"))
    assert "9x9x…" in told
    assert len(told) < 1_000


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
async def test_a_yes_to_one_of_two_files_is_asked_about_by_their_names(sending: Sending) -> None:
    await sending.brings("een.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.brings("twee.csv", sending.hours((WEEK_11[1], "8")))
    await sending.fetched()
    assert "Er staan meer vragen open" in await sending.says("ja")
    asked = sending.house.last(sending.admin)
    assert [label.partition(": ")[2] for label in asked.labels] == ["[twee.csv]", "[een.csv]"]
    await sending.house.press(sending.admin, dict(asked.outgoing.choices)[asked.labels[1]])
    assert "Geïmporteerd: “een.csv”" in sending.heard()
    assert await days(sending) == [(WEEK_11[0], 450)]


@pytest.mark.parametrize("sending", ["chat"], indirect=True)
async def test_where_no_names_may_stand_in_chat_no_file_is_named_there(sending: Sending) -> None:
    await sending.house.change(Tenant, sending.site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    for name in ("Noor Visser.csv", "Daan Bos.csv"):
        await sending.brings(name, sending.hours((WEEK_11[0], "7,5")))
    await sending.fetched()
    await sending.says("ja")
    in_chat = [sent for sent in sending.house.heard(sending.admin) if sent.outgoing.channel is Channel.CHAT]
    assert len(in_chat[-1].labels) == 2
    assert not any("Noor" in said or "Daan" in said for sent in in_chat for said in (sent.text, *sent.labels))


async def test_what_is_not_seen_in_a_name_or_a_cell_changes_nothing_of_what_is_shown(sending: Sending) -> None:
    number = sending.site.noors.external_id
    told = await sending.sends("\u202euren\n\x01.csv", csv(f"\u200b{number};\u202a2026-03-09\u202c;7,5"))
    assert "“uren .csv” is een bestand met uren van School roc: 1 rij, alle goed" in told
    await sending.says("ja")
    assert await days(sending) == [(WEEK_11[0], 450)]
