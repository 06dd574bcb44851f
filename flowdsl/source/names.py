"""Chooses the names of variables: those of the JSON wherever Python and the reader allow it."""

import builtins
import keyword
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from flowdsl.flow import Flow, Screen
from flowdsl.source.references import Definition, References

__all__ = ["Names", "choose_names", "identifier", "is_kept", "variable_name"]

LONGEST: Final = 60
"""How many characters a name has at most; some JSON has whole sentences for names."""

# Those of `site` are not there in every interpreter, but the names have to be the same in each.
_BUILTINS: Final = {*dir(builtins), "copyright", "credits", "exit", "help", "license", "quit"}
_IMPORTED: Final = {"cast", "concat", "datetime"}
_TAKEN: Final = frozenset({*keyword.kwlist, *keyword.softkwlist, *_BUILTINS, *_IMPORTED, "l"})
"""What variables are not called: the last of them looks like a number."""

_PLAIN: Final = re.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*").fullmatch

# What Python does not take, with the underscores around it.
_GAPS: Final = re.compile("_*(?: +_*)+")

# Where a capital begins a word: `firstName`, `HTMLPage`.
_WORD_BEGINS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@attrs.frozen(eq=False)
class Names:
    """The names of the variables of a module.

    Args:
        variables: That of each input and each entry of the data that has one.
        screens: That of each screen, by its number.
    """

    variables: dict[Definition, str]
    screens: dict[int, str]


def identifier(text: str) -> str:
    """Return a text as part of the name of a variable, empty where nothing of it can be.

    Letters of every script stay, in lower case; what Python does not take becomes an underscore.
    """
    if len(text) <= LONGEST and _PLAIN(text):
        return text
    # Python normalises names in the same way. What is longer than any name is not looked at.
    name = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    name = unicodedata.normalize("NFKC", _WORD_BEGINS.sub("_", name).lower())
    # Python takes joiners, too, but nobody sees them.
    shown = "".join(each for each in name if unicodedata.category(each) != "Cf")
    taken = "".join(each if f"a{each}".isidentifier() else " " for each in shown)
    return _GAPS.sub("_", taken).strip("_")[:LONGEST].rstrip("_")


def variable_name(text: str, fallback: str) -> str:
    """Return a text as the name of a variable.

    Args:
        text: The text.
        fallback: What stands for a text that no name can be made of.
    """
    name = identifier(text)
    if not name.isidentifier():
        name = unicodedata.normalize("NFKC", f"{fallback}_{name}".rstrip("_"))
    return f"{name}_" if name in _TAKEN else name


def is_kept(name: str) -> bool:
    """Return whether a name can be that of a variable as it is, and hides nothing."""
    return (
        name.isidentifier()
        and unicodedata.normalize("NFKC", name) == name
        and name not in _TAKEN
        and not name.startswith("_")  # What is private is no flow of the module.
        and (not name[0].isupper() or name.isupper())  # No class.
    )


def choose_names(flow: Flow, references: References, reserved: Iterable[str]) -> Names:
    """Return the names of the variables of a module.

    Args:
        flow: The flow.
        references: What of it is referred to.
        reserved: The names that something else has.
    """
    screens: Sequence[Any] = flow.screens if isinstance(flow.screens, list | tuple) else ()
    ids = [
        identifier(screen.id) if isinstance(screen, Screen) and isinstance(screen.id, str) else ""
        for screen in screens
    ]
    used = [each for each in references.order if isinstance(each, Definition)]
    chosen = _Choice(set(reserved), [name or "screen" for name in ids])
    for everything in (references.inputs, references.entries):
        found = set(everything)
        chosen.choose([each for each in used if each in found], everything)
    names: dict[int, str] = {}
    if len(screens) > 1:
        for number, screen in enumerate(screens):
            if isinstance(screen, Screen):
                candidates = [variable_name(ids[number], "screen")]
                if ids[number]:
                    candidates.append(variable_name(f"{ids[number]}_screen", "screen"))
                names[number] = chosen.first_free(*candidates)
    return Names(chosen.variables, names)


class _Choice:
    """Gives out names, each once."""

    def __init__(self, taken: set[str], screens: Sequence[str]) -> None:
        self.taken = taken
        self.screens = screens
        self.variables: dict[Definition, str] = {}
        self.last: defaultdict[str, int] = defaultdict(lambda: 1)

    def choose(self, wanted: Sequence[Definition], everything: Iterable[Definition]) -> None:
        """Name some of what the flow has: after itself, and after its screen where others share it.

        Args:
            wanted: Those that need a name.
            everything: All of their kind.
        """
        shared: defaultdict[str, set[int]] = defaultdict(set)
        for each in everything:
            shared[_name_of(each)].add(each.screen)
        later = []
        for each in wanted:
            plain = _name_of(each)
            name = variable_name(plain, "") if plain.isidentifier() else None
            if name is not None and len(shared[plain]) == 1 and name not in self.taken:
                self.variables[each] = self.first_free(name)
            else:
                later.append((each, plain))
        for each, plain in later:
            kind = identifier(type(each.node).__name__)
            prefixed = f"{self.screens[each.screen]}_{plain or kind}"
            self.variables[each] = self.first_free(variable_name(prefixed, kind))

    def first_free(self, *candidates: str) -> str:
        """Return the first name that is free, a numbered one if need be, which is taken then."""
        name = next((each for each in candidates if each not in self.taken), None)
        base = candidates[-1].rstrip("_")
        while name is None or name in self.taken:
            self.last[base] += 1
            name = f"{base}_{self.last[base]}"
        self.taken.add(name)
        return name


def _name_of(definition: Definition) -> str:
    name = definition.node.name
    return identifier(name) if isinstance(name, str) else ""
