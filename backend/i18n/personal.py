"""What stands in place of personal data: a mask that says of what kind it is, in the reader's language."""

from backend.i18n import N_, _
from backend.model.personal import SpotKind

_MASKS = {
    SpotKind.IDENTITY: N_("[identity number]"),
    SpotKind.PHONE: N_("[phone number]"),
    SpotKind.MAIL: N_("[mail address]"),
    SpotKind.ADDRESS: N_("[street address]"),
}


def mask(kind: SpotKind) -> str:
    """Return the mask over data of a kind."""
    return _(_MASKS[kind])
