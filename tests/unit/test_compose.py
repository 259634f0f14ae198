"""``docker-compose.yml`` and ``Dockerfile``, read and not run: nothing here can start a container."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
VARIABLE = re.compile(r"(?<!\$)\$\{([^}]*)\}")
IN_IMAGE = {
    "web": "python",
    "worker": "test",
    "postgres": "pg_isready",
    "redis": "redis-cli",
    "elasticsearch": "curl",
}
"""The program by which each image is asked whether it is well, which comes with that image."""


def environment(service: str) -> dict[str, str]:
    told: dict[str, str] = SERVICES[service].get("environment", {})
    return told


def healthcheck(service: str) -> str:
    return " ".join(SERVICES[service]["healthcheck"]["test"])


def test_everything_that_the_services_mode_needs_is_there() -> None:
    assert set(SERVICES) == {"web", "worker", "postgres", "redis", "elasticsearch"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_looked_after(service: str) -> None:
    told = SERVICES[service]
    assert IN_IMAGE[service] in healthcheck(service)
    assert {"interval", "timeout", "retries"} <= set(told["healthcheck"])
    assert re.fullmatch(r"\d+[mg]", told["mem_limit"])
    assert told["restart"] == "unless-stopped"
    assert told["logging"]["options"]["max-size"]


@pytest.mark.parametrize("service", SERVICES)
def test_images_are_of_one_version(service: str) -> None:
    image = SERVICES[service]["image"]
    assert re.search(r":\d+\.\d+", image), image


def test_the_base_image_is_of_one_version_and_nobody_in_it_is_root() -> None:
    assert re.search(r"^FROM python:3\.\d+\.\d+-slim-bookworm$", DOCKERFILE, re.M)
    user = re.search(r"^USER (\w+)$", DOCKERFILE, re.M)
    assert user
    assert user[1] != "root"
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("CMD ")


def test_the_image_has_the_packages_that_running_needs() -> None:
    needed = re.findall(r"^need (\S+)", (ROOT / ".ci" / "packages").read_text(), re.M)
    installed = DOCKERFILE.partition("apt-get install")[2].partition("&&")[0].split()
    assert set(needed) - {"python3-venv"} <= set(installed)  # the image is Python's own


def test_no_password_has_a_default_and_no_setting_is_guessed() -> None:
    names = VARIABLE.findall(COMPOSE)
    assert len(names) > 6
    assert [name for name in names if ":?" not in name] == []
    for service in SERVICES:
        for name, value in environment(service).items():
            if "PASSWORD" in name:
                assert VARIABLE.fullmatch(str(value)), f"{service}: {name}"


def test_no_address_has_a_password_in_it() -> None:
    for service in ("web", "worker"):
        for value in environment(service).values():
            for password in re.findall(r"://[^:/@]*:([^@]+)@", str(value)):
                assert VARIABLE.fullmatch(password), value


def test_only_the_web_is_reached_from_outside_and_from_its_own_host_alone() -> None:
    published = {service: told["ports"] for service, told in SERVICES.items() if "ports" in told}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_every_setting_is_one_that_the_archive_knows() -> None:
    known = set(re.findall(r"^\| `(CHIENG_[A-Z_]+)`", OPERATIONS, re.M))
    used = {name for service in SERVICES for name in environment(service) if name.startswith("CHIENG_")}
    assert {"CHIENG_DATABASE_URL", "CHIENG_BROKER_URL", "CHIENG_SEARCH_URL"} <= used <= known


def test_what_has_to_be_kept_lies_in_volumes() -> None:
    volumes = set(yaml.safe_load(COMPOSE)["volumes"])
    mounted = {str(one).partition(":")[0] for told in SERVICES.values() for one in told.get("volumes", [])}
    assert mounted == volumes
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"], "originals and derivatives are for both"


def test_the_page_for_who_runs_it_names_every_variable_of_the_file_beside_it() -> None:
    asked = {name.partition(":")[0] for name in VARIABLE.findall(COMPOSE)}
    assert {name for name in asked if f"{name}=" not in OPERATIONS} == set()


def test_the_cluster_of_the_tests_is_of_the_version_that_is_run() -> None:
    tested = re.search(r"^version=(\S+)", (ROOT / ".ci" / "elasticsearch").read_text(), re.M)
    assert tested
    assert SERVICES["elasticsearch"]["image"].endswith(f":{tested[1]}")
