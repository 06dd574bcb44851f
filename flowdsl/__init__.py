"""WhatsApp Flows as typed Python: write screens as classes, compile them to Flow JSON."""

from importlib import import_module
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
    api = import_module("flowdsl.api")

    try:
        value = getattr(api, name)
    except AttributeError:
        from flowdsl.problems import did_you_mean

        message = f"module {__name__!r} has no attribute {name!r}{did_you_mean(name, api.__all__)}"
        raise AttributeError(message) from None
    if name in api.__all__ or name == "__all__":
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("flowdsl.api").__all__})
