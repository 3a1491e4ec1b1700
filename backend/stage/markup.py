"""Plain words as Mastodon's HTML: paragraphs, shortened links, mentions and tags as real servers write them."""

import re
from collections.abc import Iterator
from html import escape

from backend.stage.script import Person, Wire
from backend.stage.world import DOMAIN, World

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_TAG = re.compile(r"(?<![\w/&])#(\w*[^\W\d_]\w*)")
_SHOWN = 30


def html_of(world: World, text: str) -> str:
    """Return a status' content for its words."""
    if not text:
        return ""
    return "".join(f"<p>{_lines(world, part)}</p>" for part in re.split(r"\n{2,}", text.strip("\n")))


def profile_url(person: Person) -> str:
    """Return the address of somebody's profile page."""
    name, _, server = person.mastodon.partition("@")
    return f"https://{server or DOMAIN}/@{name}"


def _lines(world: World, text: str) -> str:
    return "<br />".join("".join(_inline(world, line)) for line in text.split("\n"))


def _inline(world: World, text: str) -> Iterator[str]:
    found = [(one.start(), one.end(), _link(one.group())) for one in _LINK.finditer(text)]
    found += [(one.start(), one.end(), _tag(one.group(1))) for one in _TAG.finditer(text)]
    for one in world.at_signs(text):
        person = world.person(Wire.MASTODON, one)
        if person is not None:
            found.append((one.start(), one.end(), _mention(person)))
    at = 0
    for start, end, html in sorted(found):
        if start >= at:
            yield escape(text[at:start], quote=False) + html
            at = end
    yield escape(text[at:], quote=False)


def _link(url: str) -> str:
    """Write a link as Mastodon does: scheme hidden, 30 characters shown, the rest hidden behind an ellipsis."""
    scheme = re.match(r"https?://(www\.)?", url)
    lead = scheme.group() if scheme else ""
    shown, rest = url[len(lead) :][:_SHOWN], url[len(lead) :][_SHOWN:]
    dots = "ellipsis" if rest else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{lead}</span><span class="{dots}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )


def _tag(name: str) -> str:
    href = f"https://{DOMAIN}/tags/{escape(name)}"
    return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{escape(name)}</span></a>'


def _mention(person: Person) -> str:
    name = person.mastodon.partition("@")[0]
    return (
        f'<span class="h-card" translate="no"><a href="{profile_url(person)}" class="u-url mention">'
        f"@<span>{escape(name)}</span></a></span>"
    )
