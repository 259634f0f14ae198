"""The bell: Celery carries one task, ``run(job_id)``. What there is to do stands in the job table."""

import time
from pathlib import Path

import structlog
from celery import Celery
from kombu.exceptions import KombuError

TASK = "chieng.run"
QUIET = 5.0
"""Seconds for which a broker that did not hear is not rung: pages must not wait for it again and again."""

log = structlog.get_logger()


def celery_app(broker_url: str | None, folder: Path) -> Celery:
    """A Celery application over ``broker_url``, or over files in ``folder`` where there is no broker.

    The file transport loses the message in hand when a worker is killed; the job table does not.
    """
    app = Celery("chieng", set_as_current=False)
    app.conf.update(
        broker_url=broker_url or "filesystem://localhost/",
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # a broker may be away for a day
        task_default_queue="chieng",
        worker_enable_remote_control=False,
        worker_send_task_events=False,
    )
    if broker_url is None:
        for name in ("messages", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        app.conf.broker_transport_options = {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            "store_processed": False,
            "polling_interval": 0.1,
        }
    else:
        app.conf.broker_transport_options = {"socket_connect_timeout": 5, "socket_keepalive": True}
    return app


class CeleryBell:
    def __init__(self, broker_url: str | None, folder: Path) -> None:
        self._broker_url, self._folder = broker_url, folder
        self._app: Celery | None = None
        self._unheard: tuple[type[Exception], ...] = ()
        self._quiet_until = 0.0

    def ring(self, job_id: int) -> None:
        if time.monotonic() < self._quiet_until:
            return
        if self._app is None:
            self._app = self._ringing()
        try:
            self._app.send_task(TASK, args=[job_id], retry=False)
        except self._unheard as error:
            self._quiet_until = time.monotonic() + QUIET
            log.warning("bell_unheard", job=job_id, error=type(error).__name__)  # a sweep will find the job

    def answers(self) -> bool:
        app = self._ringing()
        try:
            with app.connection_for_write() as connection:
                connection.default_channel.close()  # opening one asks Redis for a sign of life
        except self._unheard:
            return False
        return True

    def close(self) -> None:
        """Lets go of the broker; another ring would open it again."""
        if self._app is not None:
            self._app.close()
            self._app = None

    def _ringing(self) -> Celery:
        """Who rings is often a page: one attempt, and a second at most for a broker that says nothing."""
        app = celery_app(self._broker_url, self._folder)
        if self._broker_url is not None:
            app.conf.broker_connection_timeout = 1
            brief = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry_on_timeout": False}
            app.conf.broker_transport_options = {"max_retries": 0, **brief}
        connection = app.connection_for_write()  # not opened yet
        # Redis has errors of its own, which reach us as they are once a connection stood
        self._unheard = (KombuError, OSError, *connection.connection_errors, *connection.channel_errors)
        return app
