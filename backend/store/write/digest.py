"""The daily digest: queued together with the note that it was, so that a member never has two of one morning."""

from sqlalchemy import update

from backend.model.actor import Member
from backend.model.clock import Micros
from backend.model.mail import About
from backend.store.engine import Store
from backend.store.read.people import members
from backend.store.reader import Reader
from backend.store.write.mails import mail_in
from backend.store.write.rows import member


def addressees(reader: Reader) -> list[tuple[Member, Micros | None]]:
    """Return the members who have a mail address, and when it was last looked for what waits for them."""
    looked = {row[0]: row[1] for row in reader.rows("SELECT id, digest_at FROM member WHERE active AND mail <> ''")}
    return [(one, looked[one.id]) for one in members(reader) if one.id in looked]


def send_digest(store: Store, to: Member, looked_at: Micros | None, subject: str, body: str) -> bool:
    """Note that a member's morning has been seen to, and queue the digest unless there is none (an empty body).

    False when another worker was faster. Raises Conflict for what is no address.
    """
    with store.write() as w:
        same = member.c.digest_at.is_(None) if looked_at is None else member.c.digest_at == looked_at
        noted = update(member).where(member.c.id == to.id, same).values(digest_at=w.now)
        if not w.conn.execute(noted).rowcount:
            return False
        if body:
            mail_in(w, to.mail, subject, body, about=About.DIGEST, ref=to.id)
        return True
