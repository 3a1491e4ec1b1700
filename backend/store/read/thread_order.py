"""How a window on a thread is drawn: children under their parents, each in the order of time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.model.comment import ThreadItem

DEEPEST = 8
"""Depth beyond which nothing is indented any further."""


def with_depths(items: Sequence[ThreadItem], root_id: int | None) -> dict[int, ThreadItem]:
    """Return the items by key, in the given order, each with its depth as far as its parents are among them.

    `root_id` is the thread's root where that is itself a comment and drawn as the post. An answer to something that is
    not among the items stands one step in.
    """
    by_id = {item.id: item for item in items}
    depths: dict[int, int] = {}
    for item in items:
        line = _line(item, by_id, depths)
        for one in reversed(line):
            above = depths.get(one.parent_id or 0)
            alone = one.parent_id in (None, root_id) and not one.missing_parent
            depths[one.id] = min(above + 1, DEEPEST) if above else 1 if alone else 2
    return {item.id: replace(item, depth=depths[item.id]) for item in items}


def _line(item: ThreadItem, by_id: Mapping[int, ThreadItem], known: Mapping[int, int]) -> list[ThreadItem]:
    """Return the item and its parents, upwards, until one whose depth is known; a circle is cut."""
    line: list[ThreadItem] = []
    seen: set[int] = set()
    step: ThreadItem | None = item
    while step is not None and step.id not in known and step.id not in seen:
        line.append(step)
        seen.add(step.id)
        step = by_id.get(step.parent_id or 0)
    return line


def drawn(items: Mapping[int, ThreadItem]) -> list[ThreadItem]:
    """Return items (given in the order of time) with each one's answers under it."""
    answers: dict[int, list[ThreadItem]] = {}
    tops = []
    for item in items.values():
        if item.parent_id in items:
            answers.setdefault(item.parent_id or 0, []).append(item)
        else:
            tops.append(item)
    out: dict[int, ThreadItem] = {}
    for top in (*tops, *items.values()):  # the second round finds only what stands in a circle
        waiting = [top]
        while waiting:
            item = waiting.pop()
            if item.id not in out:
                out[item.id] = item
                waiting += reversed(answers.get(item.id, ()))
    return list(out.values())
