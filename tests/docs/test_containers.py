"""The image and the composed services fit the code, as far as can be seen without an engine to run them."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from akkoord.settings import every_setting, is_secret, variable

ROOT = Path(__file__).parents[2]
COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSED["services"]
OURS = [name for name in SERVICES if name.startswith("akkoord")]
SETTINGS = {variable(path): field for path, field in every_setting().items()}
FILES = {f"{name}_FILE": field for name, field in SETTINGS.items() if is_secret(field)}


def instructions() -> list[tuple[str, str]]:
    """Read the Dockerfile: one pair of word and rest for each instruction."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(line.split()[0], line.split(None, 1)[1]) for line in joined.splitlines() if line.strip()]


def last(word: str) -> str:
    return [rest for each, rest in instructions() if each == word][-1]


def command_of(text: str) -> list[str]:
    return list(json.loads(text))


def test_every_variable_that_is_named_is_a_setting() -> None:
    named = set()
    for name in ("Dockerfile", "docker-compose.yml"):
        named |= set(re.findall(r"AKKOORD_[A-Z0-9_]+", (ROOT / name).read_text("utf-8")))
    assert {"AKKOORD_DATABASE_URL", "AKKOORD_TELEGRAM__TOKEN_FILE"} <= named
    assert named <= {*SETTINGS, *FILES}


@pytest.mark.parametrize("service", OURS)
def test_secrets_come_from_files_and_nothing_else_does(service: str) -> None:
    environment = SERVICES[service]["environment"]
    given = {name for name in environment if name.endswith("_FILE")}
    assert {"AKKOORD_SMTP__PASSWORD_FILE", "AKKOORD_TELEGRAM__TOKEN_FILE"} <= given <= set(FILES)
    paths = {environment[name] for name in given}
    assert paths == {f"/run/secrets/{name}" for name in SERVICES[service]["secrets"]}
    plain_secrets = {name for name, field in SETTINGS.items() if is_secret(field)} & set(environment)
    assert plain_secrets <= {"AKKOORD_DATABASE_URL"}
    assert environment.get("AKKOORD_DATABASE_URL", "sqlite:///").startswith("sqlite:///")


def test_no_secret_stands_in_what_is_kept() -> None:
    for name, service in SERVICES.items():
        for key, value in service["environment"].items():
            if re.search("PASSWORD|TOKEN|SECRET", key):
                assert str(value).startswith("/run/secrets/"), (name, key)
    for text in ((ROOT / "Dockerfile").read_text("utf-8"), (ROOT / "docker-compose.yml").read_text("utf-8")):
        assert not re.search(r"\d{6,}:[\w-]{30,}|://[^\s/$]+:[^\s/$]+@", text)
    for secret in COMPOSED["secrets"].values():
        assert set(secret) == {"file"}
        assert not (ROOT / secret["file"]).resolve().is_relative_to(ROOT)


def test_all_secrets_and_volumes_that_are_used_are_declared_and_the_other_way_round() -> None:
    secrets = {secret for service in SERVICES.values() for secret in service["secrets"]}
    volumes = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert secrets == set(COMPOSED["secrets"])
    assert volumes == set(COMPOSED["volumes"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_starts_again_and_is_watched(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["healthcheck"]["retries"] >= 1


def test_without_a_profile_there_is_one_service_on_sqlite_with_a_volume() -> None:
    (name,) = [name for name, service in SERVICES.items() if "profiles" not in service]
    assert name == "akkoord"
    volume = SERVICES[name]["volumes"][0].partition(":")[2]
    assert SERVICES[name]["environment"]["AKKOORD_DATABASE_URL"] == f"sqlite:///{volume}/akkoord.db"
    assert json.loads(last("VOLUME"))[0] == volume if last("VOLUME").startswith("[") else last("VOLUME") == volume


def test_the_profile_postgres_has_a_server_and_a_service_that_waits_until_it_is_well() -> None:
    profiled = {name: service for name, service in SERVICES.items() if service.get("profiles") == ["postgres"]}
    assert set(profiled) == {"akkoord-postgres", "postgres"}
    ours = profiled["akkoord-postgres"]
    assert ours["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "AKKOORD_DATABASE_URL" not in ours["environment"]
    assert ours["environment"]["AKKOORD_DATABASE_URL_FILE"] == "/run/secrets/database_url"
    assert "pg_isready" in profiled["postgres"]["healthcheck"]["test"][1]
    assert "ports" not in profiled["postgres"]


def test_the_two_services_can_not_read_the_same_mailbox_at_once() -> None:
    assert SERVICES["akkoord"]["ports"] == SERVICES["akkoord-postgres"]["ports"]


@pytest.mark.parametrize("service", OURS)
def test_pages_are_published_to_the_machine_itself_only(service: str) -> None:
    assert SERVICES[service]["ports"] == ["127.0.0.1:8080:8080"]
    assert last("EXPOSE") == "8080"


def test_all_that_the_code_needs_is_copied_and_is_there() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    sources = {source for *names, _ in copied for source in names}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"templates", "examples", "requirements.lock"} <= sources
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in sources:
        assert (ROOT / source).exists(), source
        assert {f"!{source}", f"!{source}/"} & set(ignored), source


def test_dependencies_are_installed_by_their_hashes_alone() -> None:
    (install,) = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]
    assert {"--require-hashes", "--no-deps", "-r", "requirements.lock"} <= set(install.split())


def test_the_python_of_the_image_is_one_that_the_code_runs_on() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    least = tuple(int(part) for part in needed.removeprefix(">=").split("."))
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert len(images) == 2
    assert len(set(images)) == 1
    version = re.fullmatch(r"python:(\d+)\.(\d+)-slim", images[0])
    assert version
    assert tuple(int(part) for part in version.groups()) >= least


def test_it_runs_as_an_ordinary_account_that_owns_its_data() -> None:
    words = [word for word, _ in instructions()]
    user = last("USER").partition(":")[0]
    assert int(user) >= 1000
    assert f"--uid {user}" in " ".join(rest for word, rest in instructions() if word == "RUN")
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in {"RUN", "COPY"})
    assert f"--owner=akkoord --group=akkoord --mode=0750 {last('VOLUME')}" in " ".join(
        rest for word, rest in instructions() if word == "RUN"
    )


def test_it_starts_the_service_and_asks_it_how_it_is() -> None:
    assert [*command_of(last("ENTRYPOINT")), *command_of(last("CMD"))] == ["python", "-m", "akkoord", "run"]
    health = ["python", "-m", "akkoord", "health"]
    assert command_of(last("HEALTHCHECK").partition("CMD ")[2]) == health
    for service in OURS:
        assert SERVICES[service]["healthcheck"]["test"] == ["CMD", *health]
