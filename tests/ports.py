"""A port for a server of a test's own."""

import random
import socket

LOW, HIGH = 20_000, 32_000
"""Below the range from which the system gives outgoing connections their ports: nothing takes it before the server."""


def free_port() -> int:
    """Return a port on loopback that nobody listens on. Raises OSError when a hundred tries found none."""
    for _ in range(100):
        port = random.randint(LOW, HIGH)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise OSError("no free port")
