"""Debian's IIPImage behind nginx, over a folder of pyramids: as many processes as the archive has for the web."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from tests.ports import free_port

SERVER = Path("/usr/lib/iipimage-server/iipsrv.fcgi")
PROCESSES = 2
NEEDED = ".ci/packages bench"
_CONFIGURATION = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000;
  upstream iip {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      fastcgi_pass iip;
      fastcgi_keep_conn on;
      fastcgi_buffers 64 16k;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
    }}
  }}
}}
"""


def installed() -> bool:
    return SERVER.exists() and shutil.which("nginx") is not None


@contextmanager
def iipimage(pyramids: Path, folder: Path, *, quality: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address and the processes; pyramids are asked for by their path below ``pyramids``:
    ``/?IIIF=PATH/region/size/…``."""
    ports = [free_port() for _ in range(PROCESSES + 1)]
    # One thread each, as drawing here has, and tiles from the file: what lies in a cache was made before.
    environ = {
        **os.environ,
        "FILESYSTEM_PREFIX": f"{pyramids}/",
        "JPEG_QUALITY": str(quality),
        "VERBOSITY": "0",
        "MAX_IMAGE_CACHE_SIZE": "10",
        "OMP_NUM_THREADS": "1",
        "LOGFILE": str(folder / "iipsrv.log"),
    }
    servers = "".join(f"server 127.0.0.1:{port};" for port in ports[1:])
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, servers=servers, port=ports[0]))
    with ExitStack() as stack:
        processes = []
        for port in ports[1:]:
            command = [str(SERVER), "--bind", f"127.0.0.1:{port}", "--backlog", "256"]
            processes.append(stack.enter_context(_running(command, environ)))
        nginx = shutil.which("nginx") or "nginx"
        proxy = stack.enter_context(_running([nginx, "-p", str(folder), "-c", str(configuration)], dict(os.environ)))
        for port in ports:
            _wait(port)
        yield f"http://127.0.0.1:{ports[0]}", [*processes, proxy, *proxy.children(recursive=True)]


@contextmanager
def _running(command: list[str], environ: dict[str, str]) -> Iterator[psutil.Process]:
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)
