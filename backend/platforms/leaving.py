"""The last moment at which a request may leave, checked on the very way to the socket.

A process can be stopped, and a machine suspended, between deciding on a write and making it; when it goes on hours
later somebody else has settled the matter. So the check stands behind everything that takes time (names, connecting,
TLS, a proxy, waiting for a line), directly before the bytes are handed to the kernel.

What remains: a stop in the few instructions between the check and the system call; a body so large that the kernel
takes it in several pieces (no answer is); and bytes that the kernel has taken and not yet put on the wire when the
machine is suspended. None of it can be seen from here. The same bytes carry the same key, so that Mastodon makes one
post of them within its hour, and Bluesky's record key one for ever.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from backend.model.clock import Deadline

_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class TooLate(Exception):
    """The deadline passed before the request was whole on its way: the server has none of it, or a useless part."""


@contextmanager
def leaving_before(deadline: Deadline) -> Iterator[None]:
    """Let no request that this thread makes inside leave after the deadline; one that would is TryAgain, not reached.

    It holds for the whole block, so that nothing a connector comes to do in a `send` can forget it.
    """
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def check() -> None:
    """Raise TooLate when the deadline of the block we are in has passed."""
    deadline = _deadline.get()
    if deadline is not None and deadline.passed():
        raise TooLate


def guard(body: bytes) -> Mapping[str, object]:
    """Return the extensions of an httpx request that check on the way to the socket, none outside a block.

    httpcore calls `trace` directly before it writes the head, and again before the body. A head without its body is no
    request yet, so the second check still counts; what has no body is whole with its head, and is not checked again.
    Source: httpcore, docs/extensions, `trace`.
    """
    if _deadline.get() is None:
        return {}

    def trace(event: str, info: Mapping[str, object]) -> None:
        del info
        if event.endswith("send_request_headers.started") or (body and event.endswith("send_request_body.started")):
            check()

    return {"trace": trace}
