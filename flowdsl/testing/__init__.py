"""What authors test their flows with: journeys, strategies for Hypothesis, a state machine."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from flowdsl.testing.api import *
    from flowdsl.testing.drawing import *

_PARTS: Final = ("flowdsl.testing.api", "flowdsl.testing.drawing")
"""The modules that say what is public; the second needs Hypothesis."""


# pytest loads the plugin of this package in every run of a machine that has flowdsl, so that names
# are loaded when the first of them is asked for.
def __getattr__(name: str) -> Any:
    if name.startswith("_") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name != "__all__":
        for part in _PARTS:
            public = _public(part)
            if name in public:
                return globals().setdefault(name, public[name])
    every = sorted(known for part in _PARTS for known in _public(part))
    if name == "__all__":
        return every
    from flowdsl.problems import did_you_mean

    message = f"module {__name__!r} has no attribute {name!r}{did_you_mean(name, every)}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *(name for part in _PARTS for name in _public(part))})


def _public(part: str) -> dict[str, Any]:
    try:
        module = import_module(part)
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        message = 'Hypothesis is not installed: pip install "flowdsl[testing]"'
        raise ModuleNotFoundError(message, name=error.name) from None
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
