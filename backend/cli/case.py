"""`nightdesk case`: what is kept in hand until it is put right, and what we have promised, as JSON or a table."""

import argparse
from collections.abc import Iterator, Mapping, Sequence

from backend.cli.as_member import as_member
from backend.cli.context import Context, say
from backend.cli.listing import as_json
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.desk import cases, questions
from backend.desk.session import Desk
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.case import CaseCard, CaseRow, Promise
from backend.model.clock import Micros, iso
from backend.model.question import Question
from backend.policy.moments import write_moment
from backend.store.read.accounts import accounts
from backend.text.visible import visible

EXAMPLE = """nightdesk case list
nightdesk case show 12 -o json"""


def run(argv: Sequence[str], context: Context) -> int:
    """Show the cases, or one of them."""
    args = _parser().parse_args(argv)
    with as_member(context, args.as_name) as desk:
        args.do(args, desk)
    return 0


def list_cases(args: argparse.Namespace, desk: Desk) -> None:
    """Show the cases that are open, by what is due first, and what is promised."""
    board, names = cases.board(desk), _names(desk)
    rows = [row for row in board.cases if args.all or row.closed_at is None]
    if args.output == "json":
        promises = [promise_fields(one, names) for one in board.promises]
        say(as_json([*(fields(row, names) | {"kind": "case"} for row in rows), *promises]))
        return
    head = (_("case"), _("account"), _("about"), _("due"), _("owner"), _("steps"), _("people"))
    lines = [_line(row, names, desk) for row in rows]
    for line in columns(head, lines) if lines else (_("No case is open."),):
        say(line)
    if board.promises:
        say("")
        titles = (_("comment"), _("account"), _("due"), _("owner"), _("promised to"))
        for line in columns(titles, [_promise(one, names, desk) for one in board.promises]):
            say(line)


def show(args: argparse.Namespace, desk: Desk) -> None:
    """Show all of one case."""
    card, asked, names = cases.card(desk, args.case), questions.questions(desk, args.case), _names(desk)
    if args.output == "json":
        say(as_json([whole(card, asked, names)]))
        return
    for line in _told(card, asked, names, desk):
        say(line)


def fields(row: CaseRow, names: Mapping[int, str]) -> dict[str, object]:
    """Return a case under names that stay as they are. Times are ISO 8601 in UTC; names are as they were written."""
    return {
        "id": row.id,
        "account": names.get(row.account_id),
        "category": row.category.value,
        "state": row.state.value,
        "owner": row.owner or None,
        "opened_at": iso(row.opened_at),
        "acknowledge_by": _iso(row.acknowledge_by),
        "acknowledged_at": _iso(row.acknowledged_at),
        "due_at": _iso(row.due_at),
        "next_at": _iso(row.next_at),
        "closed_at": _iso(row.closed_at),
        "comments": row.comments,
        "steps": row.steps,
        "open_steps": row.open_steps,
        "promises": row.promises,
        "questions": row.questions,
        "people": list(row.people),
    }


def promise_fields(one: Promise, names: Mapping[int, str]) -> dict[str, object]:
    """Return a promise under names that stay as they are."""
    return {
        "kind": "promise",
        "id": one.id,
        "account": names.get(one.account_id),
        "comment": one.comment_id,
        "case": one.case_id,
        "owner": one.owner,
        "to": one.to,
        "text": one.text,
        "said_at": iso(one.said_at),
        "due_at": iso(one.due_at),
        "kept_at": _iso(one.kept_at),
        "dropped_at": _iso(one.dropped_at),
    }


def whole(card: CaseCard, asked: Sequence[Question], names: Mapping[int, str]) -> dict[str, object]:
    """Return all of a case under names that stay as they are. Personal data in comments is masked."""
    return fields(card.row, names) | {
        "charter": card.charter,
        "close_when": card.close_when,
        "said": card.said,
        "joined_to": card.joined_to,
        "checklist": [
            {"number": one.number, "text": one.text, "done_at": _iso(one.done_at), "by": one.done_by or None}
            for one in card.steps
        ],
        "in_it": [
            {"id": one.id, "author": one.author, "text": one.text, "state": one.state, "answered": one.answered}
            for one in card.comments
        ],
        "notes": [{"member": one.member, "text": one.text, "made_at": iso(one.made_at)} for one in card.notes],
        "promised": [promise_fields(one, names) for one in card.promises],
        "asked": [
            {
                "contact": one.contact,
                "question": one.text,
                "deadline": iso(one.deadline),
                "turn": one.turn.value,
                "answers": [{"proven": each.proven, "text": each.text} for each in one.answers],
            }
            for one in asked
        ],
        "log": [{"what": one.what, "by": one.who or None, "at": iso(one.at)} for one in card.log],
    }


def _names(desk: Desk) -> dict[int, str]:
    return {one.id: one.short_name for one in accounts(desk.reader)}


def _iso(at: Micros | None) -> str | None:
    return None if at is None else iso(at)


def _when(at: Micros | None, desk: Desk) -> str:
    return "–" if at is None else write_moment(at, desk.me.time_zone)


def _seen(text: str) -> str:
    return visible(text, one_line=True)


def _line(row: CaseRow, names: Mapping[int, str], desk: Desk) -> tuple[str, ...]:
    due = _("closed") if row.closed_at is not None else _when(row.next_at, desk)
    late = _(" (late)") if row.is_late(desk.clock.now()) else ""
    steps = f"{row.steps - row.open_steps}/{row.steps}" if row.steps else "–"
    people = ", ".join(map(_seen, row.people))
    account = names.get(row.account_id, "–")
    return str(row.id), account, row.category.value, due + late, row.owner or "–", steps, people


def _promise(one: Promise, names: Mapping[int, str], desk: Desk) -> tuple[str, ...]:
    late = _(" (late)") if one.due_at < desk.clock.now() else ""
    account = names.get(one.account_id, "–")
    return (
        str(one.comment_id),
        account,
        _when(one.due_at, desk) + late,
        one.owner,
        f"{_seen(one.to)}: {_seen(one.text)}",
    )


def _told(card: CaseCard, asked: Sequence[Question], names: Mapping[int, str], desk: Desk) -> Iterator[str]:
    row = card.row
    yield _("Case {id}: {what} on {account}, {state}").format(
        id=row.id, what=row.category.value, account=names.get(row.account_id, "–"), state=row.state.value
    )
    yield _("owner: {name}").format(name=row.owner or "–")
    yield _("due: {when}").format(when=_when(row.next_at, desk))
    for reason in card.missing:
        yield word(reason)
    for comment in card.comments:
        yield f"{comment.id}  {_seen(comment.author)}: {_seen(comment.text)}"
    for step in card.steps:
        yield f"[{'x' if step.done_at is not None else ' '}] {step.number} {_seen(step.text)}"
    for one in asked:
        yield _("{contact} was asked: {question}").format(contact=_seen(one.contact), question=_seen(one.text))
        yield from (f"  {_seen(answer.sender)}: {_seen(answer.text)}" for answer in one.answers)
    for promise in card.promises:
        yield _("promised until {when} by {name}").format(when=_when(promise.due_at, desk), name=promise.owner)
    for note in card.notes:
        yield f"{note.member}: {_seen(note.text)}"
    if card.said:
        yield _("closed: {said}").format(said=_seen(card.said))


def _parser() -> Parser:
    parser = Parser("nightdesk case", _("What is kept in hand until it is put right, and what was promised."), EXAMPLE)
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("ask as this member; usually the OS user's"))
    doors = parser.add_subparsers(required=True, metavar="list|show")
    listing = door(doors, "list", _("open cases by what is due first, and promises"), EXAMPLE, list_cases)
    listing.add_argument("--all", action="store_true", help=_("closed ones as well"))
    showing = door(doors, "show", _("all of one case"), "nightdesk case show 12", show)
    showing.add_argument("case", type=int, help=_("its number"))
    for each in (listing, showing):
        each.add_argument("-o", "--output", choices=("json", "table"), default="table", help=_("usually a table"))
    return parser
