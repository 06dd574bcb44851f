"""WhatsApp Flows as typed Python: write screens as classes, compile them to Flow JSON."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowdsl.api import *

__version__ = "0.1.0"


# The command line imports this package for every `--help`; the names and the forty classes
# behind them are loaded when the first of them is asked for. Editors and type checkers read the
# import above.
def __getattr__(name: str) -> Any:
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = _public()
    if name == "__all__":
        return sorted(public)
    if name not in public:
        from flowdsl.problems import did_you_mean

        message = f"module {__name__!r} has no attribute {name!r}{did_you_mean(name, public)}"
        raise AttributeError(message)
    return globals().setdefault(name, public[name])


def __dir__() -> list[str]:
    return sorted({*globals(), *_public()})


def _public() -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(import_module("flowdsl.api")).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
