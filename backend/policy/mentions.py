"""Colleagues named in an internal note."""

import re
from collections.abc import Mapping


def mentioned(text: str, names: Mapping[int, str]) -> list[int]:
    """Return the keys of the members whose name stands in the text behind an `@`, whole and whatever its case.

    A first name alone is enough when only one member has it.
    """
    said = text.casefold()
    return [key for key, calls in _calls(names).items() if any(_stands(call, said) for call in calls)]


def _calls(names: Mapping[int, str]) -> dict[int, list[str]]:
    firsts = [name.casefold().split()[0] for name in names.values() if name.split()]
    return {
        key: [call for call in (whole, whole.split()[0]) if call == whole or firsts.count(call) == 1]
        for key, name in names.items()
        if (whole := name.casefold().strip())
    }


def _stands(call: str, said: str) -> bool:
    return re.search(rf"(?<!\w)@{re.escape(call)}(?!\w)", said) is not None
