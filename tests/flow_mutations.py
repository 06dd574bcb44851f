"""Changes flows at random places, as authors do: renames, moves, adds, removes, rewrites."""

import copy
import json
import random
from typing import Any

WORDS = ["", "x", "Hello there", "${form.a}", "${data.b}", "`1 + ${data.b}`", "${screen.A.form.x}"]
VALUES = [None, True, False, 0, 1, 1.0, -2.5, [], {}, [1], {"a": 1}, *WORDS]


def containers(document: Any) -> list[Any]:
    """Return the objects and lists of a document that hold anything."""
    found = []
    waiting = [document]
    while waiting:
        here = waiting.pop()
        if here:
            found.append(here)
        inner = here.values() if isinstance(here, dict) else here
        waiting += [value for value in inner if isinstance(value, dict | list)]
    return found


def mutated(document: dict[str, Any], chance: random.Random, times: int) -> dict[str, Any]:
    """Return a copy of a document with some changes."""
    changed = copy.deepcopy(document)
    for _ in range(times):
        mutate_once(changed, chance)
    return changed


def mutate_once(document: dict[str, Any], chance: random.Random) -> None:
    """Change one place of a document."""
    places = containers(document)
    if not places:
        document["version"] = "7.3"
        return
    holder = chance.choice(places)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    value = holder[key]
    match chance.randrange(7):
        case 0:  # Remove.
            del holder[key]
        case 1:  # Rewrite.
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        case 2:  # Rename: a key, or whatever is called by a text, with everything that names it.
            rename(document, holder, key, chance)
        case 3 if isinstance(holder, list):  # Move in a list.
            holder.insert(chance.randrange(len(holder)), holder.pop(key))
        case 4 if isinstance(holder, list):  # Add one that is like another.
            holder.insert(chance.randrange(len(holder) + 1), copy.deepcopy(value))
        case 5:  # Move to another place.
            target = chance.choice(places)
            if isinstance(target, list) and not holds(value, target):
                del holder[key]
                target.insert(chance.randrange(len(target) + 1), value)
        case _ if isinstance(holder, dict):  # Add.
            holder[chance.choice(["new", "visible", "label", "b"])] = chance.choice(VALUES)
        case _:
            holder.reverse()


def holds(value: Any, target: Any) -> bool:
    """Return whether something stands in a value, or is it."""
    return any(each is target for each in containers([value]))


def rename(document: dict[str, Any], holder: Any, key: Any, chance: random.Random) -> None:
    """Give something another name, with or without what refers to it."""
    if isinstance(holder, dict) and chance.random() < 0.5:
        holder[f"{key}_2"] = holder.pop(key)
        return
    names = ["id", "name"]
    called = [each for each in containers(document) if isinstance(each, dict)]
    found = [(each, name) for each in called for name in names if isinstance(each.get(name), str)]
    if not found:
        return
    thing, name = chance.choice(found)
    old = thing[name]
    thing[name] = f"{old}_2"
    if old and chance.random() < 0.7:
        text = json.dumps(document)
        for before in (f"form.{old}", f"screen.{old}", f"data.{old}"):
            text = text.replace(json.dumps(before)[1:-1], json.dumps(f"{before}_2")[1:-1])
        document.clear()
        document.update(json.loads(text))
