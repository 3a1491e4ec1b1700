"""The calls we make to a Mastodon server, each one request or a bounded batch of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import quote

from backend.model.clock import Clock, Micros
from backend.platforms.base import Gone, LoginExpired, Refused, TryAgain
from backend.platforms.fields import Fields, children, maybe_identifier, record, records
from backend.platforms.http import TIMEOUT_S, Answer, Http, Params
from backend.platforms.mastodon_server import Server, dialect, read_server
from backend.platforms.ratelimit import server_time

BATCH = 20
"""Statuses asked for at once."""

THREAD_CAP = 24 * 1024 * 1024
"""Bytes of one answer: a context holds up to 4,096 statuses of some 3 KB."""


def open_http(base_url: str, secret: Mapping[str, str], timeout_s: float = TIMEOUT_S) -> Http:
    """Return the line to a server, with the account's token in its header."""

    def headers() -> Mapping[str, str]:
        token = secret.get("token", "")
        if not token:
            raise LoginExpired("platform.login_malformed")
        return {"Authorization": f"Bearer {token}"}

    return Http(base_url, headers=headers, timeout_s=timeout_s, dialect=dialect, body_cap=THREAD_CAP)


def batches(ids: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    """Cut ids into batches, each id once."""
    rest = iter(dict.fromkeys(ids))
    while batch := list(islice(rest, size)):
        yield batch


class Api:
    """One account's calls. What never changes (our id, the server's kind) is asked once."""

    def __init__(self, http: Http, clock: Clock) -> None:
        self.http = http
        self.clock = clock
        self._me: str | None = None
        self._server: Server | None = None

    def account(self) -> Fields:
        """Return our own account, and learn our id."""
        account = record(self._get("/api/v1/accounts/verify_credentials").json)
        me = maybe_identifier(account, "id")
        if me is None:
            raise TryAgain("platform.unreadable", reached=True, host=self.http.host, status=200)
        self._me = me
        return account

    def me(self) -> str:
        """Return our own id."""
        if self._me is None:
            self.account()
        return self._me or ""

    def server(self, *, anew: bool = False) -> Server:
        """Return what the server can do, as it described itself first (or now, when `anew`)."""
        if self._server is None or anew:
            self._server = read_server(self._instance())
        return self._server

    def _instance(self) -> object:
        try:
            return self._get("/api/v2/instance").json
        except (Gone, Refused, TryAgain) as error:
            if isinstance(error, TryAgain) and not error.reached:
                raise
        return self._get("/api/v1/instance").json

    def status(self, remote_id: str) -> Fields:
        """Return one status. Raises Gone when it is deleted or hidden from us."""
        return record(self._get(f"/api/v1/statuses/{quote(remote_id, safe='')}").json)

    def statuses(self, ids: Iterable[str]) -> dict[str, Fields]:
        """Return those of the statuses that are there. An id that a batch leaves out is asked for by itself.

        A server that does not know the batch call, or cuts it short, would else have its posts taken for deleted.
        """
        found: dict[str, Fields] = {}
        for batch in batches(ids):
            found.update(self._batch(batch))
            found.update(self._singly(one for one in batch if one not in found))
        return found

    def _batch(self, ids: Sequence[str]) -> dict[str, Fields]:
        if len(ids) < 2 or not self.server().batches:
            return {}
        rows = records(self._get("/api/v1/statuses", [("id[]", one) for one in ids]).json)
        asked = set(ids)
        return {found: row for row in rows if (found := maybe_identifier(row, "id")) in asked and found is not None}

    def _singly(self, ids: Iterable[str]) -> Iterator[tuple[str, Fields]]:
        for one in ids:
            try:
                yield one, self.status(one)
            except Gone:
                continue

    def context(self, remote_id: str) -> tuple[list[Fields], list[Fields]]:
        """Return what stands above a status (root first) and everything below it. Raises Gone."""
        context = record(self._get(f"/api/v1/statuses/{quote(remote_id, safe='')}/context").json)
        return children(context, "ancestors"), children(context, "descendants")

    def listing(self, path: str, params: Params) -> tuple[list[object], Micros]:
        """Return a page of a list as it came, and the server's time."""
        answer = self._get(path, params)
        if not isinstance(answer.json, list):
            raise TryAgain("platform.unreadable", reached=True, host=self.http.host, status=answer.status)
        return answer.json, server_time(answer.headers, self.clock.now())

    def own_statuses(self, params: Params) -> tuple[list[object], Micros]:
        """Return a page of what we wrote, newest first."""
        return self.listing(f"/api/v1/accounts/{quote(self.me(), safe='')}/statuses", [("limit", 40), *params])

    def _get(self, path: str, params: Params | None = None) -> Answer:
        return self.http.request("GET", path, params=params)
