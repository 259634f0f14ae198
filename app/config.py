"""The settings of one installation, read once. Nothing else in the code reads the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from metadata.problem import Problem

GIB = 1024**3

# As the scheme of OAI identifiers has it: every label begins with a letter.
_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+")
# As the program takes them, and nothing else: they become one of its arguments.
OCR_LANGUAGES = re.compile(r"[A-Za-z]{3}(_[A-Za-z]{3,8})*(\+[A-Za-z]{3}(_[A-Za-z]{3,8})*){0,4}")
_DRIVERS = {"postgresql": "psycopg", "redis": "redis", "http": "elasticsearch"}
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")


class SettingError(ValueError):
    """A setting that can't be used; told to who runs the archive."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.path)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Settings:
    """``docs/operations.md`` says what each setting does; a test holds the two together."""

    data: Path
    database_url: str
    search_url: str | None
    search_shards: int
    broker_url: str | None
    base_url: str
    repository_id: str
    admin_email: str
    ark_naan: str | None
    secret_key: str
    languages: tuple[str, ...]
    upload_limit: int
    workers: int
    proxies: int
    accel: bool
    log_level: str
    erasures: Path | None
    ocr_languages: str

    @property
    def umask(self) -> int:
        """What is made is nobody else's to read; where a web server in front sends the files, its group reads them."""
        return 0o027 if self.accel else 0o077

    @property
    def originals(self) -> Path:
        return self.data / "originals"

    @property
    def derivatives(self) -> Path:
        return self.data / "derivatives"

    @property
    def ocfl(self) -> Path:
        return self.data / "ocfl"

    @property
    def staging(self) -> Path:
        return self.data / "staging"

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def broker(self) -> Path:
        return self.data / "broker"


def read_settings(
    environ: Mapping[str, str] | None = None, *, data: Path | str | None = None, port: int = 8000
) -> Settings:
    """Settings from ``environ`` (default: the process's). Makes the data folder and the secret key on the first run."""
    env = os.environ if environ is None else environ
    folder = Path(data or env.get("CHIENG_DATA", "data")).absolute()
    accel = env.get("CHIENG_ACCEL", "") == "1"
    folder.mkdir(0o750 if accel else 0o700, parents=True, exist_ok=True)
    base_url = env.get("CHIENG_BASE_URL", f"http://localhost:{port}").rstrip("/")
    repository_id = _fitting(env, "CHIENG_REPOSITORY_ID", _DOMAIN, "chieng.example")
    return Settings(
        data=folder,
        database_url=_server(env, "CHIENG_DATABASE_URL") or f"sqlite:///{folder / 'chieng.sqlite'}",
        search_url=_server(env, "CHIENG_SEARCH_URL"),
        search_shards=_number(env, "CHIENG_SEARCH_SHARDS", 1),
        broker_url=_server(env, "CHIENG_BROKER_URL"),
        base_url=base_url,
        repository_id=repository_id,
        admin_email=_fitting(env, "CHIENG_ADMIN_EMAIL", _EMAIL, f"admin@{repository_id}"),
        ark_naan=env.get("CHIENG_ARK_NAAN") or None,
        secret_key=env.get("CHIENG_SECRET_KEY") or _secret_key(folder / "secret_key"),
        languages=tuple(part.strip() for part in env.get("CHIENG_LANGUAGES", "vi,en").split(",") if part.strip()),
        upload_limit=_number(env, "CHIENG_UPLOAD_LIMIT", 8 * GIB),
        workers=_number(env, "CHIENG_WORKERS", 0 if env.get("CHIENG_BROKER_URL") else 2),
        proxies=_number(env, "CHIENG_PROXIES", 0),
        accel=accel,
        log_level=env.get("CHIENG_LOG", "info").lower(),
        erasures=Path(env["CHIENG_ERASURES"]).absolute() if env.get("CHIENG_ERASURES") else None,
        ocr_languages=_fitting(env, "CHIENG_OCR_LANGUAGES", OCR_LANGUAGES, "vie"),
    )


def _server(env: Mapping[str, str], name: str) -> str | None:
    """The address of a server. Its driver comes with the extra ``services``, which not everybody installs."""
    url = env.get(name, "").strip()
    driver = next((driver for start, driver in _DRIVERS.items() if url.startswith(start)), None)
    if driver and find_spec(driver) is None:
        raise SettingError(Problem("setting.driver", name, driver, ".[services]"))
    return url or None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise SettingError(Problem("setting.number", name, text, str(default)))
    return int(text)


def _fitting(env: Mapping[str, str], name: str, form: re.Pattern[str], default: str) -> str:
    text = env.get(name, "").strip() or default
    if not form.fullmatch(text):
        raise SettingError(Problem("setting.form", name, text, default))
    return text


def _secret_key(path: Path) -> str:
    """The key in ``path``, made with mode 0600 when it is not there. Two processes that start at once agree on one."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
