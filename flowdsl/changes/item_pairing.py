"""Which items of one list of JSON are which of another: by id, by content, by title, by place."""

from collections.abc import Hashable, Mapping
from typing import Any

from flowdsl.changes.edits import is_same, text_of
from flowdsl.changes.matching import Pairing

__all__ = ["paired_items"]


def paired_items(old: list[Any], new: list[Any], names: Mapping[str, str]) -> Pairing:
    """Return which items of two lists are each other's counterpart.

    Args:
        old: The first list.
        new: The second one.
        names: The new names of texts in the lists that have another.
    """
    pairing = Pairing(len(old), len(new))
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and is_same(old[start], new[start]):
        pairing.put(start, start)
        start += 1
    end = 1
    while end <= shorter - start and is_same(old[-end], new[-end]):
        pairing.put(len(old) - end, len(new) - end)
        end += 1
    if len(pairing.found) < shorter:
        pairing.by_key(lambda index: _id_of(old[index]), lambda index: _id_of(new[index]))
        pairing.by_key(
            lambda index: _item_key(_renamed(old[index], names)),
            lambda index: _item_key(new[index]),
        )
        pairing.by_key(lambda index: _title_of(old[index]), lambda index: _title_of(new[index]))
        pairing.by_neighbours(
            lambda index: _replaceable(old[index]), lambda index: _replaceable(new[index])
        )
    return pairing


def _renamed(item: Any, names: Mapping[str, str]) -> Any:
    return names.get(item, item) if isinstance(item, str) else item


def _id_of(item: Any) -> str | None:
    """Return the id of an option, or of what looks like one."""
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) else None


def _title_of(item: Any) -> str | None:
    found = item.get("title") if _id_of(item) is not None else None
    return found if isinstance(found, str) else None


def _item_key(item: Any) -> Hashable:
    """Return what two items have in common if they are the same JSON."""
    if isinstance(item, dict | list):
        return ("json", text_of(item))
    if isinstance(item, bool) or item is None:
        return ("word", str(item))
    return ("number" if isinstance(item, int | float) else "text", item)


def _replaceable(item: Any) -> Hashable:
    """Return what another item is, too, that can take the place of one; options cannot."""
    if _id_of(item) is not None:
        return None
    return type(item).__name__ if isinstance(item, dict | list) else "value"
