"""How a binding looks in the JSON: which texts are references and nested expressions."""

import re
from collections.abc import Iterable
from typing import Final

from flowdsl.facts import Binding

__all__ = ["PATTERNS", "binding_of", "pattern_of"]

_NAME: Final = r"[^{}`]+"
_SCREEN: Final = r"screen\.[A-Za-z_]+\."

# Plain enough to mean the same in Python and in the dialect of JSON Schema.
PATTERNS: Final[dict[Binding, str]] = {
    Binding.DATA: rf"^\$\{{data\.{_NAME}\}}$",
    Binding.FORM: rf"^\$\{{form\.{_NAME}\}}$",
    Binding.SCREEN_DATA: rf"^\$\{{{_SCREEN}data\.{_NAME}\}}$",
    Binding.SCREEN_FORM: rf"^\$\{{{_SCREEN}form\.{_NAME}\}}$",
    Binding.EXPRESSION: r"^`[\s\S]*`$",
}
"""A regular expression for each kind of binding, matching the whole text."""

_BEGINNINGS: Final = {"${d": Binding.DATA, "${f": Binding.FORM}
_COMPILED: Final = {kind: re.compile(pattern).search for kind, pattern in PATTERNS.items()}


def binding_of(text: str) -> Binding | None:
    """Return the kind of binding that a whole text is, or None for plain text."""
    if text[:2] != "${" and text[:1] != "`":
        return None  # Most texts are plain: no need to match anything.
    likely = _BEGINNINGS.get(text[:3])
    if likely is not None:
        return likely if _COMPILED[likely](text) else None
    return next((kind for kind, search in _COMPILED.items() if search(text)), None)


def pattern_of(kinds: Iterable[Binding]) -> str:
    """Return one regular expression for several kinds of binding."""
    chosen = set(kinds)
    return "|".join(PATTERNS[kind] for kind in Binding if kind in chosen)
