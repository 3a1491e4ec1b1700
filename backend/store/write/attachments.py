"""Pictures put into the store: each once, whoever names it."""

import hashlib

from sqlalchemy import insert, select

from backend.model.actor import Actor
from backend.model.attachment import LARGEST, TYPES
from backend.store.engine import Writer
from backend.store.errors import Conflict
from backend.store.write.rows import attachment
from backend.text.clean import clean, clean_line


def attach_in(w: Writer, actor: Actor, name: str, alt: str, data: bytes) -> int:
    """Keep a picture and return its key; the same one again is the same. Raises Conflict for what cannot be kept.

    What it is, is told by its first bytes and not by its name. A picture without `alt` (what it shows) is refused: who
    cannot see it would be left out.
    """
    name, alt = clean_line(name).strip(), clean(alt).strip()
    mime = next((mime for mime, starts in TYPES.items() if data.startswith(starts)), "")
    if not mime:
        raise Conflict("attachment.no_picture", name=name)
    if len(data) > LARGEST:
        raise Conflict("attachment.too_large", name=name, most=LARGEST)
    if not alt:
        raise Conflict("attachment.no_alt", name=name)
    digest = hashlib.sha256(data).hexdigest()
    same = select(attachment.c.id).where(
        attachment.c.digest == digest, attachment.c.name == name, attachment.c.alt == alt
    )
    known = w.conn.execute(same).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = {"digest": digest, "name": name, "mime": mime, "alt": alt, "size": len(data), "data": data}
    made = insert(attachment).returning(attachment.c.id)
    return int(w.conn.execute(made, row | {"made_by": actor.id, "made_at": w.now}).scalar_one())
