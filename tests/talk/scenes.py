"""The scenes in which the tests of changed messages speak: who does, and what was said before."""

from dataclasses import dataclass

from core.logbook.models import DayState


@dataclass(frozen=True, slots=True)
class Scene:
    """What is so when somebody speaks. before: what was said until then, by whom and which of `LINES`.

    also: who else is at the school. state: of the hours. share: how much is said here, beside the others.
    """

    name: str
    speaker: str
    before: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    state: DayState = DayState.SUBMITTED
    languages: tuple[str, ...] = ("nl", "en", "de", "fr")
    share: int = 1


OFTEN = ("nl", "en")
SCENES = (
    Scene("a digest", "Marieke", share=6),
    Scene("one week", "Marieke", (("Marieke", "shows"),), share=2),
    Scene("a yes in doubt", "Marieke", (("Marieke", "doubts"),)),
    Scene("an approval", "Marieke", (("Marieke", "approves"),)),
    Scene("wishes", "Marieke", (("Marieke", "asks"),)),
    Scene("a stand-in", "Marieke", (("Marieke", "leaves"), ("Marieke", "yes")), ("Jan",), languages=OFTEN),
    Scene("a stand-in proposed", "Marieke", (("Marieke", "leaves"),), ("Jan",), languages=OFTEN),
    Scene("a problem proposed", "Marieke", (("Marieke", "reports"),), languages=OFTEN),
    Scene("hours not handed in", "Daan", (("Daan", "asks"),), state=DayState.DRAFT, share=2),
    Scene("a week back", "Daan", (("Marieke", "sends back"),)),
    Scene("a day back", "Daan", (("Marieke", "mends"),)),
    Scene("contacts", "Greet", (("Greet", "asks"),), ("Greet",), languages=OFTEN),
    Scene("a contact proposed", "Greet", (("Greet", "asks"), ("Greet", "adds")), ("Greet",), languages=OFTEN),
    Scene("an admin", "Hanneke", (("Hanneke", "asks"),), ("Hanneke", "Anna", "Jan"), languages=OFTEN),
    Scene(
        "a role proposed", "Hanneke", (("Hanneke", "asks"), ("Hanneke", "gives")), ("Hanneke", "Anna"), languages=OFTEN
    ),
)
LINES = {
    "nl": {
        "asks": "help",
        "yes": "ja",
        "shows": "toon week 47 van Daan",
        "doubts": "Daan week 47 geen probleem",
        "approves": "Noor akkoord",
        "leaves": "Jan vervangt mij tot vrijdag",
        "reports": "meld een probleem over Daan: hij is al drie dagen niet gekomen",
        "sends back": "stuur week 47 van Daan terug",
        "mends": "Daan dinsdag moet 6 zijn",
        "adds": "voeg contact toe: Kees Prins, K., kees@prins.example, werkbegeleider",
        "gives": "maak Anna de Vries beheerder",
    },
    "en": {
        "asks": "help",
        "yes": "yes",
        "shows": "show week 47 of Daan",
        "doubts": "Daan week 47 correct",
        "approves": "Noor approved",
        "leaves": "Jan will stand in for me until Friday",
        "reports": "report a problem about Daan: he has not come for three days",
        "sends back": "send week 47 of Daan back",
        "mends": "Daan Tuesday should be 6",
        "adds": "add contact: Kees Prins, K., kees@prins.example, work supervisor",
        "gives": "make Anna de Vries an admin",
    },
    "de": {
        "asks": "Hilfe",
        "shows": "zeig KW 47 von Daan",
        "doubts": "Daan KW 47 passt schon",
        "approves": "Noor passt",
        "sends back": "schick KW 47 von Daan zurück",
        "mends": "bei Daan muss Dienstag 6 sein",
    },
    "fr": {
        "asks": "aide",
        "shows": "montrez la semaine 47 de Daan",
        "doubts": "semaine 47 de Daan pas de problème",
        "approves": "Noor c'est bon",
        "sends back": "renvoyez la semaine 47 de Daan",
        "mends": "Daan mardi doit être 6",
    },
}
