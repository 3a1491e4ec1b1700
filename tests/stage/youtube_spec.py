"""YouTube's own description of its JSON, as Google's client ships it, and a check of answers against it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import googleapiclient

DOCUMENT = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "youtube.v3.json"


def document() -> dict[str, Any]:
    """Return the discovery document."""
    found: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return found


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
}


def faults(schemas: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "$") -> Iterator[str]:
    """Name everything in a value that its schema does not allow: unknown fields, other types, other words."""
    if "$ref" in schema:
        yield from faults(schemas, schemas[schema["$ref"]], value, at)
        return
    wanted = _TYPES[schema["type"]]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{at}: {type(value).__name__} instead of {schema['type']}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{at}: no such word: {value}"
    elif isinstance(value, dict) and "properties" in schema:
        for name, one in value.items():
            if name in schema["properties"]:
                yield from faults(schemas, schema["properties"][name], one, f"{at}.{name}")
            else:
                yield f"{at}.{name}: no such field"
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from faults(schemas, schema["items"], one, f"{at}[{number}]")
