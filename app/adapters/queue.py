"""The bell: Celery carries one task, ``run(job_id)``. What there is to do stands in the job table."""

from pathlib import Path

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

TASK = "chieng.run"

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
        task_default_queue="chieng",
        worker_enable_remote_control=broker_url is not None,
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
    return app


class CeleryBell:
    def __init__(self, broker_url: str | None, folder: Path) -> None:
        self._broker_url, self._folder = broker_url, folder
        self._app: Celery | None = None

    def ring(self, job_id: int) -> None:
        if self._app is None:
            self._app = celery_app(self._broker_url, self._folder)
        try:
            self._app.send_task(TASK, args=[job_id], retry=False)
        except (OperationalError, OSError):
            log.warning("bell_unheard", job=job_id)  # the sweep will find the job
