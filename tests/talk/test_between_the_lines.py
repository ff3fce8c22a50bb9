"""Answers typed between the lines of our own mail are said of the week, or the day, that the line above them shows."""

import textwrap
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
import pytest_asyncio

from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer, plain
from tests.site import Site

RIA = "Ria Kale <ria@kale.example>"
WROTE = "Op ma 9 mrt 2026 om 08:00 schreef School via Akkoord <\nantwoord@akkoord.example>:\n\n"


def marked(text: str, width: int = 76) -> list[str]:
    """Quote as Gmail does: wrapped, and then marked."""
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]]
    return [f"> {line}" if line else ">" for line in lines]


@dataclass
class Mailbox:
    """Ria's, with the digest in it. first, second: the weeks that have these numbers there."""

    site: Site
    postman: Postman

    @property
    def digest(self) -> EmailMessage:
        return self.postman.to("ria@kale.example")[0]

    def quote(self, *answers: tuple[str, str]) -> str:
        """Quote the digest with answers put in: each below the first line from there on that begins with some words."""
        left, lines = list(answers), []
        for line in marked(plain(self.digest)):
            lines.append(line)
            if left and " ".join(line.lstrip("> ").split()).startswith(left[0][0]):
                lines += left.pop(0)[1].split("\n")
        assert not left, left
        return "\n".join(lines)

    async def says(self, body: str, *, with_attribution: bool = True, to: EmailMessage | None = None) -> str:
        to = to or self.digest
        text = f"{WROTE}{body}" if with_attribution else body
        mail = (
            f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\nFrom: {RIA}\n"
            f"To: {to['Reply-To']}\nSubject: Re: {to['Subject']}\n"
            f"Date: Mon, 09 Mar 2026 09:00:00 +0000\nMessage-ID: <{abs(hash(text))}@kale.example>\n"
            f"In-Reply-To: {to['Message-ID']}\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
        )
        return await self.postman.brings(mail.replace("\n", "\r\n").encode())

    async def says_yes(self) -> str:
        """Answer the last mail."""
        last = self.postman.to("ria@kale.example")[-1]
        return await self.postman.brings(answer(last, "ja", sender=RIA, at=self.site.house.now))

    async def states(self) -> tuple[str, str]:
        """Give the days of the first week of the list and of the second."""
        text = plain(self.digest)
        both = {text.index("Daan Bos"): self.site.daan10, text.index("Noor Visser"): self.site.noor10}
        first, second = (both[place] for place in sorted(both))
        return await self.site.house.states(first), await self.site.house.states(second)

    def told(self) -> str:
        return " ".join(plain(self.postman.to("ria@kale.example")[-1]).split())


@pytest_asyncio.fixture
async def mailbox(site: Site) -> Mailbox:
    """Have the digest mailed to a supervisor who has no chat."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return Mailbox(site, postman)


ROW, OTHER_ROW = "8 7,5 8 8 6", "8 8 8 8 8"
# What stands below which lines, and below the quote; then the days of the first and second week.
ACTS = [
    ([("1. Week 10", "akkoord")], "", ("aaaaa", "sssss")),
    ([("2. Week 10", "klopt helemaal")], "", ("sssss", "aaaaa")),
    ([("1. Week 10", "akkoord"), ("2. Week 10", "akkoord")], "", ("aaaaa", "aaaaa")),
    ([(ROW, "di moet 7 zijn")], "", ("scsss", "sssss")),
    ([(ROW, "di moet 7 zijn")], "Akkoord met de rest.", ("acaaa", "aaaaa")),
    ([(ROW, "dinsdag was 7 uur")], "de rest klopt\n\nGroet,\nRia", ("acaaa", "aaaaa")),
    ([(ROW, "di moet 7 zijn")], "The rest is fine.", ("acaaa", "aaaaa")),
    ([(ROW, "di moet 7 zijn")], "Der Rest ist in Ordnung.", ("acaaa", "aaaaa")),
    ([(ROW, "di moet 7 zijn")], "Le reste est correct.", ("acaaa", "aaaaa")),
    ([(ROW, "di moet 7 zijn"), (OTHER_ROW, "vr moet 6 zijn")], "rest akkoord", ("acaaa", "aaaac")),
    ([(ROW, "akkoord behalve woensdag, dat was 4 uur")], "", ("aacaa", "sssss")),
    ([(ROW, "akkoord"), (OTHER_ROW, "nog niet")], "", ("aaaaa", "sssss")),
    ([(OTHER_ROW, "nog niet")], "rest is akkoord", ("aaaaa", "sssss")),
    ([("ma di wo do vr totaal", "ma moet 7 zijn\nverder akkoord")], "Groeten, Ria", ("caaaa", "sssss")),
    ([(ROW, "\nwo was 7 uur\n")], "Met vriendelijke groet,\n\nRia Kale", ("sscss", "sssss")),
]
ASKS = [
    ([(ROW, "akkoord?")], ""),
    ([(ROW, "klopt dit wel?")], "akkoord met de rest"),
    ([(ROW, "niet akkoord")], "rest akkoord"),
    ([(ROW, "akkoord mits dinsdag 8 wordt")], ""),
    ([(ROW, "di moet 7 zijn"), (OTHER_ROW, "hier snap ik niks van")], "rest akkoord"),
    ([(ROW, "akkoord"), (ROW[:3], "")], "maar Noor moet ik nog navragen"),
    ([(ROW, "Noor moet 7 zijn")], ""),
    ([(ROW, "Noor akkoord")], ""),
    ([("Noor Visser", "akkoord")], ""),
    ([("Dag Ria", "akkoord")], ""),
    ([("* akkoord", "akkoord")], ""),
    ([("Verstuurd door", "akkoord")], ""),
    ([(ROW, "> akkoord")], ""),
    ([(ROW, "> di moet 7 zijn")], ""),
    ([(ROW, "akkoord"), ("2. Week", "> dit is ook goed")], ""),
    ([("1. Week 10", "akkoord"), (ROW, "nog niet")], ""),
    ([(ROW, "di moet 7 zijn"), ("2. Week", "akkoord")], "1 akkoord, en dinsdag moet 6 zijn"),
]


@pytest.mark.parametrize(("answers", "below", "states"), ACTS)
async def test_what_is_understood_in_its_place_is_done(
    mailbox: Mailbox, answers: list[tuple[str, str]], below: str, states: tuple[str, str]
) -> None:
    assert await mailbox.says(f"{mailbox.quote(*answers)}\n\n{below}") == "acted", mailbox.told()
    assert await mailbox.states() == states


@pytest.mark.parametrize(("answers", "below"), ASKS)
async def test_anything_that_has_no_place_holds_up_all_of_it(
    mailbox: Mailbox, answers: list[tuple[str, str]], below: str
) -> None:
    kept = [one for one in answers if one[1]]
    assert await mailbox.says(f"{mailbox.quote(*kept)}\n\n{below}") in {"answered", "empty"}
    assert await mailbox.states() == ("sssss", "sssss")


async def test_a_day_that_an_answer_corrects_gets_its_hours_from_there(mailbox: Mailbox) -> None:
    await mailbox.says(f"{mailbox.quote((ROW, 'wo moet 4,5 zijn'))}\n\nrest akkoord")
    assert "4,5" in mailbox.told()


async def test_above_the_quote_stands_where_to_look(mailbox: Mailbox) -> None:
    body = f"Zie hieronder.\n\nGroet, Ria\n\n{WROTE}{mailbox.quote((ROW, 'akkoord'))}"
    assert await mailbox.says(body, with_attribution=False) == "acted"
    assert await mailbox.states() == ("aaaaa", "sssss")


async def test_a_bare_yes_above_a_correction_is_proposed_without_the_day(mailbox: Mailbox) -> None:
    body = f"Akkoord\n\n{WROTE}{mailbox.quote((ROW, 'di moet 7 zijn'))}"
    assert await mailbox.says(body, with_attribution=False) == "answered"
    assert await mailbox.states() == ("sssss", "sssss")
    assert await mailbox.says_yes() == "acted"
    assert (await mailbox.states())[0] == "acaaa"


async def test_a_quote_cut_down_to_one_week_is_answered_about_that_week(mailbox: Mailbox) -> None:
    quote = (
        "> 2. Week 10 (2–8 maart)\n> ma  di  wo  do  vr  totaal\n> 8   8   8   8   8   40\nwo moet 7 zijn\nrest akkoord"
    )
    assert await mailbox.says(f"{quote}\n\nGroet,\nRia") == "acted"
    assert await mailbox.states() == ("sssss", "aacaa")


async def test_the_rest_below_a_quote_of_one_week_may_be_more_and_is_proposed(mailbox: Mailbox) -> None:
    quote = "> 2. Week 10 (2–8 maart)\n> 8   8   8   8   8   40\nwo moet 7 zijn\n\nrest akkoord"
    assert await mailbox.says(quote) == "answered"
    assert await mailbox.states() == ("sssss", "sssss")


@pytest.mark.parametrize(
    "quote",
    [
        "> 8   8   8   8   8   40\nakkoord",  # whose week is that?
        "> 1. Week 10 (2–8 maart)\n> 8   8   8   8   8   40\nakkoord",  # the hours are those of the second
        "> 2. Week 10\n> 9 9 9 9 9 45\nakkoord",
        "> Daan, week 10: ma 8 / di 9\nakkoord",
        "> 3. Week 10 (2–8 maart)\nakkoord",
    ],
)
async def test_lines_that_do_not_say_which_week_give_none(mailbox: Mailbox, quote: str) -> None:
    assert await mailbox.says(quote) == "answered"
    assert await mailbox.states() == ("sssss", "sssss")


@pytest.mark.parametrize("forward", ["---------- Forwarded message ---------\nVan: Kees <k@kale.example>\n\n", ""])
async def test_what_a_colleague_typed_between_our_lines_is_not_the_senders(mailbox: Mailbox, forward: str) -> None:
    quote = mailbox.quote((ROW, "akkoord"))
    if not forward:
        quote = "\n".join(f"> {line}" for line in quote.splitlines())
    assert await mailbox.says(f"{forward}{quote}", with_attribution=False) in {"answered", "empty"}
    assert await mailbox.states() == ("sssss", "sssss")


async def test_in_outlooks_quote_without_marks_it_is_proposed(mailbox: Mailbox) -> None:
    lines = plain(mailbox.digest).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("8   7,5"))
    lines.insert(at + 1, "di moet 7 zijn, verder akkoord")
    head = "Zie onder\n\nVan: Akkoord <antwoord@akkoord.example>\nVerzonden: maandag\nAan: Ria\nOnderwerp: weken\n\n"
    assert await mailbox.says(head + "\n".join(lines), with_attribution=False) == "answered"
    assert await mailbox.states() == ("sssss", "sssss")
    assert await mailbox.says_yes() == "acted"
    assert (await mailbox.states())[0] == "acaaa"


@pytest.mark.parametrize(("above", "is_proposed"), [("di 7,5", True), ("Daan, dinsdag", True), ("Noor, week 9", False)])
async def test_below_what_we_did_not_send_so_the_only_week_is_proposed(
    mailbox: Mailbox, above: str, is_proposed: bool
) -> None:
    await mailbox.says("toon week 10 van Daan", with_attribution=False)
    (week,) = mailbox.postman.to("ria@kale.example")[1:]
    body = f"{WROTE}> Hallo\n> {above}\nakkoord, alleen di moet 7 zijn\n> Groet"
    assert await mailbox.says(body, with_attribution=False, to=week) == "answered"
    assert set(await mailbox.states()) == {"sssss"}
    outcome = await mailbox.says_yes()
    assert (outcome == "acted", set(await mailbox.states())) == (
        is_proposed,
        {"acaaa", "sssss"} if is_proposed else {"sssss"},
    )


@pytest.mark.parametrize(
    ("quote", "states"),
    [
        (
            "> 1. Daan, week 10 - 37,5 uur\nakkoord\n> 2. Noor, week 10 - 40 uur\nvr moet 6 zijn\n> Groet",
            ("aaaaa", "ssssc"),
        ),
        ("> Hallo\n> Noor Visser, week 10: 40 uur\nakkoord\n> Groet", ("sssss", "aaaaa")),
        ("> Hallo\n> 1. Noor, week 10: 40 uur\nakkoord\n> Groet", ("sssss", "sssss")),
        ("> Hallo\n> 2. Noor, week 11: 40 uur\nakkoord\n> Groet", ("sssss", "sssss")),
    ],
)
async def test_a_title_in_other_words_than_ours_is_proposed(
    mailbox: Mailbox, quote: str, states: tuple[str, str]
) -> None:
    assert await mailbox.says(quote) == "answered"
    assert await mailbox.states() == ("sssss", "sssss")
    await mailbox.says_yes()
    assert await mailbox.states() == states
