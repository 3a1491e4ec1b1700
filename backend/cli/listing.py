"""`nightdesk list`: the queue for scripts, as one array of JSON or as a table."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from unicodedata import category

from backend.cli.as_member import as_member
from backend.cli.context import Context, complain, say
from backend.cli.language import told
from backend.cli.parser import WRONG_CALL, Parser
from backend.cli.table import columns
from backend.desk.asking import expanded
from backend.desk.listing import listing
from backend.desk.personal import all_unmasked
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import Account
from backend.model.clock import DAY, HOUR, MINUTE, Micros, iso
from backend.model.comment import QueueRow
from backend.policy.query import QueryError
from backend.store.read.accounts import accounts
from backend.text.visible import visible

EXAMPLE = """nightdesk list 'is:open age>2h -is:followup' -o json
nightdesk list @late account:acme"""

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode's categories of what is not seen, or acts on a terminal."""


def run(argv: Sequence[str], context: Context) -> int:
    """Print what matches a query, in the queue's order. A mistake in it is pointed at, with status 2."""
    args = _parser().parse_args(argv)
    query = " ".join(args.query)
    try:
        with as_member(context, args.as_name) as desk:
            query = expanded(desk, query, strict=True)
            rows = list(listing(desk, query, args.limit, private=args.private))
            known = {one.id: one for one in accounts(desk.reader)}
            bare = all_unmasked(desk, [row.id for row in rows if row.personal]) if args.unmasked else {}
    except QueryError as error:
        point_at(query, error)
        return WRONG_CALL
    if args.output == "json":
        say(as_json([fields(row, known, bare.get(row.id)) for row in rows]))
    else:
        shown = [replace(row, text=bare.get(row.id, row.text)) for row in rows]
        for line in _table(shown, known, context.clock.now()):
            say(line)
    return 0


def fields(row: QueueRow, known: Mapping[int, Account], bare: str | None = None) -> dict[str, object]:
    """Return a row under names that stay as they are. Times are ISO 8601 in UTC; text is as it was written.

    Personal data in it is masked, unless the words without a mask are given (`bare`).

    A text that is empty and `expired` had to go by the platform's rules, with its media, until it is fetched again;
    `name_expired` says the same of `author` and `handle`. `kept_until` is the end of an evidence hold.
    """
    account = known.get(row.account_id)
    return {
        "id": row.id,
        "post": row.post_id,
        "account": account.short_name if account else None,
        "platform": account.platform if account else None,
        "state": row.state.value,
        "remote_state": row.remote_state.value,
        "kind": row.kind.value,
        "visibility": row.visibility.value,
        "urgency": row.key.urgency,
        "author": row.author,
        "handle": row.handle,
        "text": row.text if bare is None else bare,
        "personal": row.personal,
        "category": row.category.value if row.category else None,
        "category_by": row.category_by.value or None,
        "expired": row.expired,
        "name_expired": row.nameless,
        "media": [one.kind.value for one in row.media],
        "written_at": iso(row.written_at),
        "due_at": iso(row.due_at) if row.due_at is not None else None,
        "revision": row.revision,
        "captured": row.captured or None,
        "follow_up": row.follow_up,
        "claimed_by": row.claimed_by,
        "delivery": row.delivery.state.value if row.delivery else None,
        "kept_until": iso(row.kept_until) if row.kept_until is not None else None,
    }


def as_json(rows: Sequence[Mapping[str, object]]) -> str:
    """Return one array, readable as it is; what a terminal could take for a command is escaped."""
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    return "".join(json.dumps(sign)[1:-1] if sign != "\n" and category(sign) in _UNSEEN else sign for sign in text)


def age(at: Micros, now: Micros) -> str:
    """Say how long ago something was, in one unit."""
    gone = max(now - at, 0)
    unit, sign = next(((u, s) for u, s in ((DAY, "d"), (HOUR, "h")) if gone >= u), (MINUTE, "m"))
    return f"{gone // unit}{sign}"


def _table(rows: Sequence[QueueRow], known: Mapping[int, Account], now: Micros) -> list[str]:
    if not rows:
        return [_("Nothing matches.")]
    head = (_("id"), _("account"), _("state"), _("age"), _("author"), _("text"))
    return list(columns(head, [_line(row, known, now) for row in rows]))


def _line(row: QueueRow, known: Mapping[int, Account], now: Micros) -> tuple[str, ...]:
    account = known.get(row.account_id)
    media = " ".join(f"[{one.kind.value}]" for one in row.media)
    text = _("[text expired]") if row.expired else visible(f"{row.text} {media}".strip(), one_line=True)
    name = f"@{row.handle.lstrip('@')}" if row.handle else row.author
    author = _("[name expired]") if row.nameless else visible(name, one_line=True)[:30]
    return (
        str(row.id),
        account.short_name if account else "–",
        row.state.value,
        age(row.written_at, now),
        author,
        text,
    )


def point_at(query: str, error: QueryError) -> None:
    """Say what is wrong with a query, with a line under the word."""
    complain(visible(word(error.reason), one_line=True))
    start = visible(query[: error.position], one_line=True)
    complain(f"  {visible(query, one_line=True)}")
    complain("  " + " " * len(start) + "^" * max(len(visible(error.word, one_line=True)), 1))


def _parser() -> Parser:
    what = _("Print what matches a query, in the queue's order.")
    gone = _("In JSON, expired and name_expired are true where the platform's rules took the text or the name away.")
    parser = Parser("nightdesk list", f"{what} {gone}\n\n{told()}", EXAMPLE)
    parser.add_argument("query", nargs="*", help=_("the query, @NAME first for a view; usually is:open"))
    parser.add_argument("-o", "--output", choices=("json", "table"), default="table", help=_("usually a table"))
    parser.add_argument("--limit", type=int, default=100, help=_("at most so many rows (usually 100)"))
    parser.add_argument("--private", action="store_true", help=_("private comments as well"))
    parser.add_argument("--unmasked", action="store_true", help=_("personal data as well; it is logged who looked"))
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("ask as this member; usually the OS user's"))
    return parser
