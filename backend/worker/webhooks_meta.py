"""Meta's pushes: which account each update is about, and which comment and post, if they are named.

Sources: Graph API, webhooks/reference/page (feed, mention) and webhooks/reference/instagram; Threads API, webhooks.
"""

from collections.abc import Iterator, Mapping

from backend.platforms.facebook_rows import full_id
from backend.platforms.fields import Fields, child, children, maybe_identifier, text
from backend.worker.webhooks_hints import Hint

_QUIET = ("reaction", "like")
"""Items of a page's feed that are no words of anybody."""

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "facebook": ("feed", "mention"),
    "instagram": ("comments", "live_comments", "mentions"),
    "threads": ("replies", "mentions", "publish", "delete"),
}
_OBJECTS = {"page": "facebook", "instagram": "instagram", "threads": "threads"}


def hints(body: Fields) -> Iterator[Hint]:
    """Yield a hint for each update of a push; of an object or a field that we do not know there is none."""
    platform = _OBJECTS.get(text(body, "object"))
    if platform is not None:
        for entry in children(body, "entry"):
            owner = maybe_identifier(entry, "id")
            for change in _changes(entry) if owner else ():
                yield from _hint(platform, owner or "", change)
    elif "topic" in body:
        yield from _of_threads(body)


def _changes(entry: Fields) -> list[Fields]:
    """Return the changes of an entry: a list, or (Instagram without Facebook Login) the one that the entry is."""
    return [*children(entry, "changes"), *([entry] if "field" in entry else [])]


def _hint(platform: str, owner: str, change: Fields) -> Iterator[Hint]:
    value = child(change, "value")
    if text(change, "field") not in _FIELDS[platform] or text(value, "item") in _QUIET:
        return
    comment, post = _NAMED[platform](value)
    yield Hint(platform, owner, comment or "", post or "")


def _of_threads(body: Fields) -> Iterator[Hint]:
    """Read the flat form that Threads has: `target_id` is whose it is, and so is the owner of the post above."""
    change = child(body, "values")
    above = child(child(change, "value"), "root_post")
    owners = (maybe_identifier(body, "target_id"), maybe_identifier(above, "owner_id"))
    for owner in dict.fromkeys(filter(None, owners)):
        yield from _hint("threads", owner, change)


def _on_facebook(value: Fields) -> tuple[str | None, str | None]:
    comment, post = maybe_identifier(value, "comment_id"), maybe_identifier(value, "post_id")
    return (full_id(comment, post) if comment and post else comment), post


def _on_instagram(value: Fields) -> tuple[str | None, str | None]:
    return maybe_identifier(value, "comment_id") or maybe_identifier(value, "id"), maybe_identifier(
        child(value, "media"), "id"
    )


def _on_threads(value: Fields) -> tuple[str | None, str | None]:
    return maybe_identifier(value, "id"), maybe_identifier(child(value, "root_post"), "id")


_NAMED = {"facebook": _on_facebook, "instagram": _on_instagram, "threads": _on_threads}
