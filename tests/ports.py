"""Ports for servers that tests start, stop and start again."""

import random
import socket


def free_port() -> int:
    """One that nobody has, below those that the system gives to clients: it stays free while its server is down."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
