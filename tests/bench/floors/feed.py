"""A server with one account's notifications in Mastodon's form, written out beforehand: what pulling is measured on.

`feed.py COUNT` prints its port and serves until it is ended.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from backend.model.clock import SECOND, Micros, SystemClock, iso

PAGE = 80
ME = {"id": "1", "username": "acme", "acct": "acme", "display_name": "Acme", "url": "http://127.0.0.1/@acme"}
TEXT = (
    "<p><span>@acme</span> Hej! När har ni öppet på julafton, och gäller {n} även <b>online</b>? Tack för hjälpen.</p>"
)


def status(number: int, at: int) -> dict[str, object]:
    author = {**ME, "id": str(100 + number % 500), "username": f"u{number % 500}", "acct": f"u{number % 500}@ex.se"}
    return {
        "id": str(1000 + number),
        "uri": f"http://ex.se/s/{number}",
        "url": f"http://ex.se/@u/{number}",
        "created_at": iso(Micros(at)),
        "edited_at": None,
        "in_reply_to_id": "10",
        "in_reply_to_account_id": "1",
        "account": author,
        "content": TEXT.format(n=number),
        "spoiler_text": "",
        "sensitive": False,
        "visibility": "public",
        "language": "sv",
        "media_attachments": [],
        "mentions": [{"id": "1", "acct": "acme", "username": "acme", "url": "http://127.0.0.1/@acme"}],
        "tags": [],
        "card": None,
        "favourites_count": 0,
        "reblogs_count": 0,
        "replies_count": 0,
    }


def own_post(at: int) -> dict[str, object]:
    return {**status(0, at), "id": "10", "in_reply_to_id": None, "in_reply_to_account_id": None, "account": ME}


def notifications(count: int) -> dict[str, bytes]:
    """Return the body of each page by its `max_id` ('' for the newest), newest first."""
    now = SystemClock().now()
    rows = [
        {
            "id": str(n),
            "type": "mention",
            "created_at": iso(Micros(now - (count - n) * SECOND)),
            "status": status(n, now),
        }
        for n in range(count, 0, -1)
    ]
    pages = {}
    for start in range(0, count + 1, PAGE):
        before = "" if start == 0 else str(rows[start - 1]["id"])
        pages[before] = json.dumps(rows[start : start + PAGE]).encode()
    return pages


class Feed(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages: dict[str, bytes]
    others: dict[str, bytes]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        if parts.path == "/api/v1/notifications":
            body = b"[]" if "min_id" in query else self.pages.get(query.get("max_id", [""])[0], b"[]")
        else:
            body = self.others.get(parts.path, b"[]")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log would be what is measured."""


def main() -> None:
    now = SystemClock().now()
    Feed.pages = notifications(int(sys.argv[1]))
    Feed.others = {
        "/api/v1/accounts/verify_credentials": json.dumps(ME).encode(),
        "/api/v2/instance": json.dumps(
            {"version": "4.7.0", "domain": "ex.se", "api_versions": {"mastodon": 10}}
        ).encode(),
        "/api/v1/accounts/1/statuses": json.dumps([own_post(now)]).encode(),
        "/api/v1/statuses/10": json.dumps(own_post(now)).encode(),
        "/api/v1/statuses/10/context": b'{"ancestors": [], "descendants": []}',
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
