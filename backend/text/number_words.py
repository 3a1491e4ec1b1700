"""Words that name a number which is nobody's: an invoice's, an order's, a product's."""

import re

_NAMES = (
    # anywhere in a word: `elfaktura`, `webborder`
    "faktura order ärende artikel serie referens diarie kolli sändning leverans beställning bokning kvitto biljett"
    " medlems abonnemang avläsning mätar upphandling spårning försändelse koordinat produkt"
    " leverantör räkning skadenummer invoice tracking shipment booking receipt reference serial product membership"
)
_WHOLE = (
    # only as a word of its own
    "kund kundnr kundnummer kundid ref dnr art artnr ocr bg pg bankgiro plusgiro postgiro iban org orgnr isbn ean"
    " gtin sscc imei sku kod koden code pin modell model version motion proposition sfs paketnr paket parcel case"
    " ticket claim account member policy part item flight tåg train customer patent kolliid id ks"
    " konto kontonr kontonummer fastighet fastigheten försäkring försäkringsnr försäkringsnummer"
)
_SMALL = frozenset("nr nummer numret no num number id kod code är var har is was has med with om".split())
"""What may stand between such a word and its number."""

_NAMED = re.compile("|".join(_NAMES.split()))
_ALONE = frozenset(_WHOLE.split())
_JOINTS = " .:#=(-"
_LONGEST_JOINT, _LONGEST_WORD, _MOST_SMALL = 3, 30, 3


def names_other(text: str, at: int) -> bool:
    """Tell whether the words right before the number at `at` say that it is no person's: `Ordernr: `, `My order is `.

    A word further away says nothing of it: `Min order är sen, ring 070-…`.
    """
    for _ in range(_MOST_SMALL + 1):
        word, at = _before(text, at)
        if word in _ALONE or _NAMED.search(word) is not None:
            return True
        if word not in _SMALL:
            return False
    return False


def _before(text: str, at: int) -> tuple[str, int]:
    """Return the word that ends before `at`, in small letters, and where it begins; empty where none is near."""
    near = text[max(0, at - _LONGEST_JOINT - _LONGEST_WORD) : at]
    said = near.rstrip(_JOINTS)
    if len(near) - len(said) > _LONGEST_JOINT:
        return "", at
    start = len(said)
    while start and said[start - 1].isalpha():
        start -= 1
    return said[start:].lower(), at - len(near) + start
