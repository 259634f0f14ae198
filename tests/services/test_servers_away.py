"""What is told where a server of the services mode is away, or its driver is not installed: words, and no traceback."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app import config
from app.bootstrap import Archive, open_archive
from app.config import SettingError, Settings, read_settings
from app.factory import create_app
from app.services import checkup
from app.web.problems import sentence

CHIENG = str(Path(sys.executable).parent / "chieng")
NOWHERE = "127.0.0.1:9"


def chieng(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "CHIENG_DATA": str(folder), "LC_ALL": "vi_VN.UTF-8", **environ}
    return subprocess.run([CHIENG, *arguments], env=environ, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("name", "url", "driver"),
    [
        ("CHIENG_DATABASE_URL", "postgresql+psycopg://chieng@localhost/chieng", "psycopg"),
        ("CHIENG_BROKER_URL", "redis://localhost:6379/0", "redis"),
        ("CHIENG_BROKER_URL", "rediss://localhost:6379/0", "redis"),
        ("CHIENG_SEARCH_URL", "https://localhost:9200/chieng", "elasticsearch"),
    ],
)
def test_a_server_whose_driver_is_not_installed_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, url: str, driver: str
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda asked: None if asked == driver else object())
    with pytest.raises(SettingError) as refusal:
        read_settings({name: url}, data=tmp_path)
    for language in ("vi", "en"):
        told = sentence(refusal.value.problem, language)
        assert name in told
        assert ".[services]" in told


@pytest.mark.parametrize("command", ["init", "worker", "serve"])
def test_a_database_that_is_away_is_told_in_words(tmp_path: Path, command: str) -> None:
    done = chieng(tmp_path, command, CHIENG_DATABASE_URL=f"postgresql+psycopg://chieng:secret@{NOWHERE}/chieng")
    assert done.returncode == 2
    assert done.stderr.startswith("Cơ sở dữ liệu không trả lời")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_an_address_of_a_cluster_that_is_none_is_told_without_its_password(tmp_path: Path) -> None:
    done = chieng(tmp_path, "init", CHIENG_SEARCH_URL="https://elastic:secret@search.example:9200/Not A Name")
    assert done.returncode == 2
    assert "CHIENG_SEARCH_URL" in done.stderr
    assert "secret" not in done.stderr


def test_pages_are_ready_while_search_and_broker_are_away(settings: Settings) -> None:
    away = replace(settings, search_url=f"http://{NOWHERE}/chieng", broker_url=f"redis://{NOWHERE}/0")
    archive = open_archive(away)
    told = create_app(archive).test_client().get("/readyz")
    assert (told.status_code, told.json) == (200, {"records": True, "search": False, "broker": False})
    archive.db.dispose()


@pytest.mark.services
def test_nothing_is_ready_without_the_record_store(settings: Settings) -> None:
    archive = open_archive(replace(settings, database_url=f"postgresql+psycopg://chieng@{NOWHERE}/chieng"))
    told = create_app(archive).test_client().get("/readyz")
    assert told.status_code == 503
    assert told.json
    assert told.json["records"] is False
    archive.db.dispose()


@pytest.mark.services
def test_without_the_record_store_people_are_told_and_when_to_come_again(settings: Settings) -> None:
    archive = open_archive(replace(settings, database_url=f"postgresql+psycopg://chieng@{NOWHERE}/chieng"))
    told = create_app(archive).test_client().get("/vi/peoples")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "10")
    archive.db.dispose()


@pytest.mark.services
def test_a_database_that_was_started_anew_is_talked_to_again(archive: Archive) -> None:
    client = create_app(archive).test_client()
    assert client.get("/vi/peoples").status_code == 200
    with psycopg.connect(archive.settings.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    assert client.get("/vi/peoples").status_code == 200


def test_the_doctor_tells_which_server_is_away(archive: Archive, settings: Settings) -> None:
    away = open_archive(replace(settings, search_url=f"http://{NOWHERE}/chieng", broker_url=f"redis://{NOWHERE}/0"))
    told = {
        one.what: one.well for one in checkup.findings(away.settings, archive.db, away.index, away.store, away.bell)
    }
    assert told["Broker"] is False
    assert told["Records in the search index"] is False
    assert told["Tables of the record store"] is True
    away.db.dispose()


@pytest.mark.services
def test_the_doctor_tells_that_the_servers_are_there(archive: Archive) -> None:
    found = checkup.findings(archive.settings, archive.db, archive.index, archive.store, archive.bell)
    told = {one.what: one.well for one in found}
    assert told["PostgreSQL"] is True
    assert told["Broker"] is True


def test_workers_stand_on_their_own_where_there_is_a_broker(tmp_path: Path) -> None:
    assert read_settings({}, data=tmp_path).workers == 2
    assert read_settings({"CHIENG_BROKER_URL": "redis://broker.example/0"}, data=tmp_path).workers == 0
    assert read_settings({"CHIENG_BROKER_URL": "redis://b.example", "CHIENG_WORKERS": "1"}, data=tmp_path).workers == 1
