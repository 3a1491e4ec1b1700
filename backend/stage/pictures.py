"""Pictures that we put up on the stage: kept by the id that names them until something of ours bears them."""

from email.parser import BytesParser
from email.policy import HTTP

from starlette.requests import Request

from backend.stage.ids import digits
from backend.stage.script import Picture
from backend.stage.wire import Json

KINDS = {"image/jpeg": "image", "image/png": "image", "image/gif": "gif"}


class PutUp:
    """What was put up on one wire. `named` takes it: each can be borne once, as on the platforms."""

    def __init__(self) -> None:
        self._waiting: dict[str, Picture] = {}

    def keep(self, mime: str, data: bytes, alt: str, named: str = "") -> tuple[str, Picture]:
        """Keep a picture and return the id that names it. Raises ValueError for what is no picture."""
        if mime not in KINDS or not data:
            raise ValueError(mime)
        made = named or digits(f"picture {len(self._waiting)} {len(data)}")
        self._waiting[made] = Picture(KINDS[mime], alt, f"up{len(self._waiting)}")
        return made, self._waiting[made]

    def waits(self, name: str) -> Picture | None:
        """Return the picture of an id, None when there is none."""
        return self._waiting.get(name)

    def take(self, name: str) -> Picture | None:
        """Return the picture of an id, which nothing else can bear from now on."""
        return self._waiting.pop(name, None)


async def form(request: Request, file: str) -> tuple[Json, str, bytes]:
    """Return the fields of a form that came in parts (RFC 7578), and type and bytes of its part `file`."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + await request.body())
    asked: Json = {}
    mime, data = "", b""
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True) or b""
        if name == file:
            mime, data = part.get_content_type(), bytes(content)
        elif isinstance(name, str):
            asked[name] = bytes(content).decode("utf-8", "replace")
    return asked, mime, data
