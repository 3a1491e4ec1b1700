"""Links to posts and comments in one form, so that one comment captured twice is recognised.

A link that somebody copied, or that stands in a mail, carries who clicked it and where; what names the post and the
comment stays. The forms of Facebook and LinkedIn are written down from use: neither documents them, and both change
them without notice. A form that is not known is kept as it is, which at worst takes one comment for two.
"""

import base64
import binascii
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from backend.model.value import dataclass

_TRACKING = re.compile(r"(?:utm_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|igshid|igsh|mibextid|rdid|ref_src)\Z")
"""Parameters that say who came from where, on any site."""

_KEPT = {
    "www.facebook.com": ("story_fbid", "fbid", "id", "v", "comment_id", "reply_comment_id"),
    "www.linkedin.com": ("commentUrn", "replyUrn"),
}
"""All that names something on these sites: everything else goes."""

_COMMENT = ("comment_id", "reply_comment_id", "commentUrn", "replyUrn")
_REPLY = ("reply_comment_id", "replyUrn")

_EXACT = ("reply_comment_id", "comment_id", "replyUrn", "commentUrn")
"""Parameters that name a comment by themselves, the most exact first."""

_MAILED = re.compile(r"/n/?\Z")
"""Facebook's links in mails: the path stands as the first word of the query."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A link in its one form. `post` is its part that names the post; `comment` the comment it names, else None.

    `parent` is the comment that the named one answers, None where the link tells of none.
    """

    post: str
    comment: str | None = None
    parent: str | None = None

    @property
    def url(self) -> str:
        """Where the link leads: to the comment when it names one."""
        return self.comment or self.post

    @property
    def names(self) -> str:
        """What names the comment by itself, whatever form the post's part has; empty where no comment is named."""
        words = dict(part.partition("=")[::2] for part in (self.comment or "").partition("?")[2].split("&"))
        return next((words[name] for name in _EXACT if name in words), "")


def place_link(text: str) -> PlaceLink | None:
    """Return a link in its one form: https, the site's main host, without tracking and fragment.

    None for what is no link to a web page, or names a user or a port: nobody shares such a link by accident.
    """
    try:
        parts = urlsplit(_with_scheme(text.strip()))
        plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and parts.port in (None, 80, 443)
    except ValueError:
        return None
    host = _main_host((parts.hostname or "").rstrip("."))
    if not plain or "." not in host or any(char.isspace() or not char.isprintable() for char in parts.geturl()):
        return None
    target = _unwrapped(host, parts)
    if target is not None:
        return place_link(target)
    path, words = _asked(host, parts)
    post = [(name, value) for name, value in words if name not in _COMMENT]
    named = [(name, value) for name, value in words if name in _COMMENT]
    above = [(name, value) for name, value in named if name not in _REPLY]
    return PlaceLink(
        _joined(host, path, post),
        _joined(host, path, post + named) if named else None,
        _joined(host, path, post + above) if above and above != named else None,
    )


def _with_scheme(text: str) -> str:
    return text if "://" in text or text.startswith(("mailto:", "javascript:", "data:")) else f"https://{text}"


def _main_host(host: str) -> str:
    """Return the host under which a site's phones, languages and short forms meet."""
    for site in ("facebook.com", "linkedin.com"):
        if host == site or (host.endswith(f".{site}") and host != f"l.{site}"):
            return f"www.{site}"
    return host


def _unwrapped(host: str, parts: SplitResult) -> str | None:
    """Return where Facebook's way out leads, None for any other link."""
    if host not in ("l.facebook.com", "www.facebook.com") or parts.path != "/l.php":
        return None
    found = dict(parse_qsl(parts.query)).get("u", "")
    return found if found.startswith(("http://", "https://")) and "/l.php" not in found else None


def _asked(host: str, parts: SplitResult) -> tuple[str, list[tuple[str, str]]]:
    """Return the path in its one form, and the parameters that name something, in a fixed order."""
    path, query = parts.path, parts.query
    if host == "www.facebook.com" and _MAILED.match(path):
        first, _, query = query.partition("&")
        path = "/" + unquote(first).strip("/=")
    words = parse_qsl(query)
    if host == "www.facebook.com":
        path = _facebook_path(path, dict(words))
    if host == "www.linkedin.com":
        path = path.removeprefix("/comm")
    kept = _KEPT.get(host)
    if kept is None:
        return path, sorted((name, value) for name, value in words if not _TRACKING.match(name))
    given = dict(reversed(words))
    return path, [(name, _plain_id(given[name])) for name in kept if given.get(name)]


def _facebook_path(path: str, words: dict[str, str]) -> str:
    """Return the path of a group's post as the group's own page links it: three forms lead to one post."""
    path = re.sub(r"\A(/groups/[^/]+)/permalink/", r"\1/posts/", path)
    group = re.match(r"/groups/[^/]+(?=/?\Z)", path)
    post = words.get("multi_permalinks", "").partition(",")[0]
    return f"{group[0]}/posts/{post}" if group and post else path


def _plain_id(value: str) -> str:
    """Return a comment's number where Facebook wrote it as the base64 of `comment:POST_NUMBER`."""
    if not value.startswith("Y29tbWVudDo"):
        return value
    try:
        said = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return value
    return said.rpartition("_")[2] or value


def _joined(host: str, path: str, words: list[tuple[str, str]]) -> str:
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe=':(),')}" for name, value in words)
    path = quote(unquote(path).rstrip("/"), safe="/:(),@!$&'*+;=~-._")
    return f"https://{host}{path or '/'}" + (f"?{query}" if query else "")
