"""Settings come from four places, and a wrong one is named before anything starts."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.settings import MASK, Settings, SettingsError, default_of, every_setting, is_secret, load, variable

MAILBOX = {
    "AKKOORD_IMAP__HOST": "imap.school.example",
    "AKKOORD_IMAP__USER": "antwoord",
    "AKKOORD_IMAP__PASSWORD": "hunter-two",
    "AKKOORD_MAIL__AUTHSERV_IDS": "mx.school.example, mx2.school.example",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(environ: Mapping[str, str], toml: str = "") -> list[str]:
    if toml:
        Path("akkoord.toml").write_text(toml, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(environ)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_nothing_at_all_is_enough_to_start() -> None:
    settings = load({"HOME": "somewhere", "PATH": "elsewhere"})
    assert settings == Settings()
    assert (settings.smtp, settings.imap, settings.telegram) == (None, None, None)


def test_a_variable_that_is_no_setting_is_named_with_the_nearest_that_is() -> None:
    assert problems({"AKKOORD_TELEGRAM__TOKKEN": "12:se-cret"}) == [
        "AKKOORD_TELEGRAM__TOKKEN: there is no such setting; did you mean AKKOORD_TELEGRAM__TOKEN?"
    ]


def test_a_variable_like_no_setting_is_named_with_where_they_are_listed() -> None:
    assert problems({"AKKOORD_QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ": "1"}) == [
        "AKKOORD_QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ: there is no such setting; docs/configuration.md lists them all"
    ]


def test_a_key_of_the_file_that_is_no_setting_is_named_with_the_nearest_that_is() -> None:
    assert problems({}, "[reminder]\nfrist = 0\n") == [
        "reminder.frist: there is no such setting; did you mean reminder.first?"
    ]


def test_all_that_is_wrong_is_named_at_once_with_what_is_allowed() -> None:
    found = problems(
        {
            "AKKOORD_WEB__PORT": "70000",
            "AKKOORD_LOG__LEVEL": "loud",
            "AKKOORD_UNDO_HOURS": "soon",
            "AKKOORD_BASE_URL": "akkoord.school.example",
            "AKKOORD_SMPT__HOST": "smtp.school.example",
            "AKKOORD_DATABASE_URL": "mysql://db.school.example/akkoord",
        },
        "[reminder]\nat = 'early'\n[smtp]\nhost = 'h'\nsecurity = 'some'\n",
    )
    named = {problem.partition(":")[0] for problem in found}
    assert named == {
        "AKKOORD_SMPT__HOST",
        "web.port",
        "log.level",
        "undo_hours",
        "base_url",
        "database_url",
        "reminder.at",
        "smtp.security",
    }
    text = "\n".join(found)
    for allowed in ("65535", "debug, info, warning, error", "sqlite:///", "such as 08:00", "none, starttls or tls"):
        assert allowed in text
    assert "'70000'" in text
    assert "'loud'" in text


@pytest.mark.parametrize("part", ["smtp", "imap", "telegram"])
def test_half_a_part_names_what_is_missing(part: str) -> None:
    missing = "token" if part == "telegram" else "host"
    given = {"telegram": ("BASE_URL", "http://127.0.0.1:1"), "smtp": ("PORT", "25"), "imap": ("FOLDER", "In")}[part]
    found = problems({f"AKKOORD_{part.upper()}__{given[0]}": given[1]})
    assert found == [f"{part}.{missing}: this is needed (AKKOORD_{part.upper()}__{missing.upper()})"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"USER": "a"}, "a user needs a password"),
        ({"PASSWORD": "hunter-two"}, "a password needs its user"),
        ({"USER": "a", "PASSWORD": "hunter-two", "OAUTH": "oauth"}, "not both"),
        ({"OAUTH": "oauth"}, "oauth needs the user"),
    ],
)
def test_one_way_to_sign_in_is_asked_for_and_whole(more: dict[str, str], told: str) -> None:
    environ = {f"AKKOORD_SMTP__{name}": value for name, value in more.items() if name != "OAUTH"}
    environ["AKKOORD_SMTP__HOST"] = "smtp.school.example"
    if "OAUTH" in more:
        environ |= {
            "AKKOORD_SMTP__OAUTH__TOKEN_URL": "https://login.school.example/token",
            "AKKOORD_SMTP__OAUTH__CLIENT_ID": "me",
            "AKKOORD_SMTP__OAUTH__REFRESH_TOKEN": "rrr-secret",
        }
    (problem,) = problems(environ)
    assert problem.startswith("smtp: ")
    assert told in problem
    assert "hunter-two" not in problem
    assert "rrr-secret" not in problem


def test_a_mailbox_without_a_name_to_believe_does_not_start() -> None:
    environ = {name: value for name, value in MAILBOX.items() if "AUTHSERV" not in name}
    (problem,) = problems(environ)
    assert "mail.authserv_ids" in problem
    assert load({**environ, "AKKOORD_MAIL__MICROSOFT_STAMP": "true"}).imap is not None


def test_a_mailbox_without_a_user_does_not_start() -> None:
    (problem,) = problems({"AKKOORD_IMAP__HOST": "imap.school.example", "AKKOORD_MAIL__AUTHSERV_IDS": "mx.example"})
    assert problem.startswith("imap: a mailbox has a user")


def test_read_mail_is_not_put_back_into_the_folder_that_is_read() -> None:
    values = {"HOST": "imap.school.example", "USER": "a", "PASSWORD": "b", "PROCESSED_FOLDER": "inbox"}
    environ = {f"AKKOORD_IMAP__{name}": value for name, value in values.items()}
    (problem,) = problems({**environ, "AKKOORD_MAIL__AUTHSERV_IDS": "mx.example"})
    assert "processed_folder must be another folder" in problem


def test_a_list_in_the_environment_has_commas() -> None:
    assert load(MAILBOX).mail.authserv_ids == ["mx.school.example", "mx2.school.example"]


def test_a_second_reminder_before_the_first_is_refused() -> None:
    (problem,) = problems({"AKKOORD_REMINDER__FIRST": "3"})
    assert problem == "reminder: the second reminder must fall on a later weekday than the first."


def test_the_environment_goes_before_the_file_and_the_file_before_the_default() -> None:
    Path("akkoord.toml").write_text("undo_hours = 12\n[reminder]\nat = '07:30'\nschool_days = 10\n", "utf-8")
    settings = load({"AKKOORD_REMINDER__AT": "09:15"})
    assert settings.reminder.at == time(9, 15)
    assert settings.undo_hours == 12
    assert settings.reminder.school_days == 10
    assert settings.reminder.second == 2


def test_a_secret_in_a_file_goes_before_the_one_in_the_toml_file(elsewhere: Path) -> None:
    (elsewhere / "token").write_text("12:from-file\n", "utf-8")
    (elsewhere / "akkoord.toml").write_text("[telegram]\ntoken = '12:from-toml'\n", "utf-8")
    settings = load({"AKKOORD_TELEGRAM__TOKEN_FILE": str(elsewhere / "token")})
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == "12:from-file"


def test_the_address_of_a_database_may_come_from_a_file(elsewhere: Path) -> None:
    (elsewhere / "db").write_text("postgresql://akkoord:hunter-two@db.school.example/akkoord\n", "utf-8")
    settings = load({"AKKOORD_DATABASE_URL_FILE": str(elsewhere / "db")})
    assert settings.database_url == "postgresql+asyncpg://akkoord:hunter-two@db.school.example/akkoord"


def test_a_secret_given_twice_is_refused(elsewhere: Path) -> None:
    (elsewhere / "token").write_text("12:from-file", "utf-8")
    environ = {"AKKOORD_TELEGRAM__TOKEN": "12:other", "AKKOORD_TELEGRAM__TOKEN_FILE": str(elsewhere / "token")}
    assert problems(environ) == ["AKKOORD_TELEGRAM__TOKEN_FILE: AKKOORD_TELEGRAM__TOKEN is set too; give one of them"]


def test_a_secrets_file_that_is_not_there_or_is_empty_is_named(elsewhere: Path) -> None:
    (problem,) = problems({"AKKOORD_TELEGRAM__TOKEN_FILE": str(elsewhere / "nothing")})
    assert problem.startswith("AKKOORD_TELEGRAM__TOKEN_FILE: the file can't be read")
    (elsewhere / "empty").write_text(" \n", "utf-8")
    (problem,) = problems({"AKKOORD_TELEGRAM__TOKEN_FILE": str(elsewhere / "empty")})
    assert problem.startswith("telegram.token: ")


def test_what_is_no_secret_has_no_file() -> None:
    (problem,) = problems({"AKKOORD_SMTP__HOST_FILE": "somewhere"})
    assert problem.startswith("AKKOORD_SMTP__HOST_FILE: there is no such setting")


def test_a_named_file_must_be_there_and_readable(elsewhere: Path) -> None:
    (problem,) = problems({"AKKOORD_CONFIG": "away.toml"})
    assert "away.toml: there is no such file" in problem
    (elsewhere / "here.toml").write_text("undo_hours = \n", "utf-8")
    (problem,) = problems({"AKKOORD_CONFIG": "here.toml"})
    assert "not readable as TOML" in problem
    (elsewhere / "here.toml").write_text("undo_hours = 5\n", "utf-8")
    assert load({"AKKOORD_CONFIG": "here.toml"}).undo_hours == 5


def test_a_value_in_the_place_of_a_part_is_named_and_not_repeated() -> None:
    found = problems({"AKKOORD_TELEGRAM__BASE_URL": "http://127.0.0.1:1"}, "telegram = '12:hunter-two'\n")
    assert found == ["telegram: this is a part with settings of its own, such as [telegram] in the TOML file"]


@pytest.mark.parametrize("field", ["smtp.password", "imap.password", "telegram.token", "smtp.oauth.refresh_token"])
def test_a_wrong_secret_is_named_and_never_repeated(field: str) -> None:
    *parts, last = field.split(".")
    found = problems({}, f"[{'.'.join(parts)}]\n{last} = ['hunter-two']\n")
    assert any(problem.startswith(f"{field}: ") for problem in found)
    assert "hunter-two" not in "\n".join(found)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://a:hunter-two@db.school.example/akkoord",
        "postgresql+psycopg://a:hunter-two@db.school.example/akkoord",
        "postgresql://a:hunter-two@db.school.example:port/akkoord",
    ],
)
def test_a_wrong_database_is_named_without_its_password(url: str) -> None:
    (problem,) = problems({"AKKOORD_DATABASE_URL": url})
    assert problem.startswith("database_url: ")
    assert "hunter-two" not in problem


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://akkoord:hunter-two@db.school.example:5433/akkoord",
        "postgresql://db.school.example:5433/akkoord?user=akkoord&password=hunter-two",
        "postgresql://akkoord:hunter%40two@db.school.example:5433/akkoord",
    ],
)
def test_a_database_is_shown_without_its_password(url: str) -> None:
    shown = load({"AKKOORD_DATABASE_URL": url}).shown()["database_url"]
    assert shown == f"postgresql+asyncpg://{MASK}@db.school.example:5433/akkoord"


def test_no_secret_is_shown_and_all_else_is() -> None:
    secret = "hunter-two"
    environ = {**MAILBOX, "AKKOORD_TELEGRAM__TOKEN": secret, "AKKOORD_SMTP__HOST": "smtp.school.example"}
    environ |= {
        "AKKOORD_SMTP__USER": "antwoord",
        "AKKOORD_SMTP__OAUTH__TOKEN_URL": "https://login.school.example/token",
        "AKKOORD_SMTP__OAUTH__CLIENT_ID": "me",
        "AKKOORD_SMTP__OAUTH__CLIENT_SECRET": secret,
        "AKKOORD_SMTP__OAUTH__REFRESH_TOKEN": secret,
    }
    settings = load(environ)
    shown = settings.shown()
    assert secret not in str(shown)
    assert secret not in repr(settings)
    assert shown["telegram"]["token"] == MASK
    assert shown["smtp"]["oauth"]["client_secret"] == MASK
    assert shown["smtp"]["password"] == ""
    assert shown["imap"]["host"] == "imap.school.example"
    assert shown["database_url"] == "sqlite:///var/akkoord.db"


@given(st.text(max_size=40))
def test_no_file_makes_reading_fall(text: str) -> None:
    path = Path("any.toml")
    path.write_text(text, "utf-8", newline="")
    told: list[str] = []
    try:
        told = [str(load({}, file=path))]
    except SettingsError as error:
        told = error.problems
    assert all(told)
    assert told


def test_every_setting_has_a_variable_of_its_own_a_meaning_and_a_default() -> None:
    names = [variable(path) for path in every_setting()]
    assert len(set(names)) == len(names) > 30
    for path, field in every_setting().items():
        assert field.description, path
        assert default_of(field)
    assert {path[-1] for path, field in every_setting().items() if is_secret(field)} == {
        "password",
        "client_secret",
        "refresh_token",
        "secret",
        "token",
        "database_url",
    }


HOOK = {"AKKOORD_TELEGRAM__TOKEN": "12:se-cret", "AKKOORD_TELEGRAM__WEBHOOK__SECRET": "0123456789-abcdef_"}


@pytest.mark.parametrize(
    "url", ["https://akkoord.school.example/telegram", "https://akkoord.school.example:8443/in/telegram"]
)
def test_a_webhook_is_where_telegram_goes(url: str) -> None:
    settings = load(HOOK | {"AKKOORD_TELEGRAM__WEBHOOK__URL": url})
    assert settings.telegram is not None
    assert settings.telegram.webhook is not None
    assert settings.shown()["telegram"]["webhook"]["secret"] == MASK


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://akkoord.school.example/telegram", "https://"),
        ("https://akkoord.school.example:8080/telegram", "443, 80, 88 or 8443"),
        ("https://akkoord.school.example", "a path of its own"),
        ("https://akkoord.school.example/", "a path of its own"),
        ("https://akkoord.school.example/{all}", "a path of its own"),
        ("https://akkoord.school.example/telegram?a=b", "a path of its own"),
    ],
)
def test_a_webhook_where_telegram_does_not_go_is_named(url: str, allowed: str) -> None:
    (problem,) = problems(HOOK | {"AKKOORD_TELEGRAM__WEBHOOK__URL": url})
    assert problem.startswith("telegram: webhook.url")
    assert allowed in problem


def test_a_bot_api_server_of_ones_own_brings_updates_anywhere() -> None:
    more = {
        "AKKOORD_TELEGRAM__WEBHOOK__URL": "http://10.0.0.7:8080/telegram",
        "AKKOORD_TELEGRAM__BASE_URL": "http://bots/bot",
    }
    assert load(HOOK | more).telegram is not None


@pytest.mark.parametrize("secret", ["short", "a secret with spaces", "x" * 257])
def test_a_secret_that_can_be_guessed_or_not_be_sent_is_refused_and_not_repeated(secret: str) -> None:
    url = {"AKKOORD_TELEGRAM__WEBHOOK__URL": "https://akkoord.school.example/telegram"}
    (problem,) = problems(HOOK | url | {"AKKOORD_TELEGRAM__WEBHOOK__SECRET": secret})
    assert problem.startswith("telegram.webhook.secret: it must be 16 to 256")
    assert secret not in problem


def test_a_webhook_needs_a_token_with_the_bots_number() -> None:
    url = {"AKKOORD_TELEGRAM__WEBHOOK__URL": "https://akkoord.school.example/telegram"}
    (problem,) = problems(HOOK | url | {"AKKOORD_TELEGRAM__TOKEN": "se-cret"})
    assert "the bot's number" in problem
    assert "se-cret" not in problem
