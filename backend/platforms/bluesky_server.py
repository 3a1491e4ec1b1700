"""Where an account lives: from a handle to its DID, from the DID's document to its server (PDS).

Sources: atproto.com/specs/did and /specs/handle; web.plc.directory (`GET /{did}`).
"""

import re
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from backend.platforms.base import Gone, Refused
from backend.platforms.bluesky_errors import dialect
from backend.platforms.bluesky_refs import is_did
from backend.platforms.fields import Fields, children, record, text
from backend.platforms.http import Http
from backend.platforms.server_name import base_url as checked
from backend.platforms.server_name import is_loopback

RESOLVER = "https://public.api.bsky.app"
DIRECTORY = "https://plc.directory"

_HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def find_server(handle: str, *, resolver: str = RESOLVER, directory: str = DIRECTORY) -> str:
    """Return the base URL of the server where a handle (or DID) has its account.

    `resolver` answers com.atproto.identity.resolveHandle, `directory` keeps the documents of did:plc.
    Raises Refused for what is no handle or has no usable server, Gone for one that nobody has, TryAgain.
    """
    name = handle.strip().lstrip("@")
    did = name if is_did(name) else _resolve(name.lower(), resolver)
    return home_of(_document(did, directory), did, directory)


def endpoint_of(document: Fields, did: str) -> str:
    """Return the address of the server that a DID's document names, empty when it names none."""
    for service in children(document, "service"):
        if text(service, "id") in ("#atproto_pds", f"{did}#atproto_pds"):
            return text(service, "serviceEndpoint")
    return ""


def followed(service: str, endpoint: str) -> str:
    """Return the base URL to go on with: the endpoint a login's answer names, where that is safe, else `service`.

    Tokens are sent there, so it must speak https and be a named host on the net; a rehearsal never leads away.
    """
    if not endpoint or urlsplit(service).scheme != "https":
        return service
    try:
        address = checked(endpoint)
    except Refused:
        return service
    parts = urlsplit(address)
    return address if parts.scheme == "https" and _is_name(parts.hostname or "") else service


def home_of(document: Fields, did: str, directory: str = DIRECTORY) -> str:
    """Return the base URL of the server a document names. Raises Refused when it names none that may be used.

    A server on this machine is accepted only from a directory on this machine.
    """
    endpoint = endpoint_of(document, did)
    if text(document, "id") != did or not endpoint:
        raise Refused("bluesky.no_server")
    address = checked(endpoint)
    if not (_is_name(urlsplit(address).hostname or "") or _is_local(directory)):
        raise Refused("bluesky.no_server")
    return address


def _is_name(host: str) -> bool:
    """Tell whether a host is a public name: not this machine, not a bare address."""
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not is_loopback(host)
    return False


def _resolve(handle: str, resolver: str) -> str:
    if len(handle) > 253 or not _HANDLE.fullmatch(handle):
        raise Refused("bluesky.bad_handle")
    try:
        answer = _get(Http(resolver, dialect=dialect), "/xrpc/com.atproto.identity.resolveHandle", handle=handle)
    except (Gone, Refused) as error:
        if error.reason.code == "bluesky.not_a_server":
            raise
        raise Gone("bluesky.no_such_handle") from None
    did = text(answer, "did")
    if not is_did(did):
        raise Gone("bluesky.no_such_handle")
    return did


def _document(did: str, directory: str) -> Fields:
    method, _, name = did.removeprefix("did:").partition(":")
    if method == "plc":
        return _get(Http(directory), f"/{did}")
    if method != "web" or ":" in name:
        raise Refused("bluesky.no_server")
    address = checked(unquote(name))
    if not (_is_name(urlsplit(address).hostname or "") or _is_local(directory)):
        raise Refused("bluesky.no_server")
    return _get(Http(address), "/.well-known/did.json")


def _is_local(address: str) -> bool:
    return is_loopback(urlsplit(checked(address)).hostname or "")


def _get(http: Http, path: str, **params: str) -> Fields:
    try:
        return record(http.request("GET", path, params=tuple(params.items())).json)
    finally:
        http.close()
