"""Loads a module from another text than its file has, as if it had been saved already."""

import contextlib
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, ModuleType

from flowdsl.problems import FlowError

__all__ = ["DoesNotLoad", "load_edited"]


class DoesNotLoad(FlowError):
    """A module raises once it is edited; the text says what."""


class _Loader(SourceFileLoader):
    """Loads what was edited, and leaves no trace in `__pycache__`."""

    def __init__(self, name: str, path: str, content: bytes) -> None:
        super().__init__(name, path)
        self.content = content

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # It is the only one.
        code = self.source_to_code(self.content, self.path)
        assert isinstance(code, CodeType)
        return code


def load_edited(file: Path, content: bytes) -> ModuleType:
    """Return a module as it will be, while all others see the one that was loaded from the file.

    Args:
        file: The file, from which it has been loaded before.
        content: What the file is to hold.

    Raises:
        DoesNotLoad: It raised.
    """
    path = str(file.resolve())
    before = next(
        module for module in list(sys.modules.values()) if getattr(module, "__file__", None) == path
    )
    name = before.__name__
    inner = getattr(before, "__path__", None)
    spec = ModuleSpec(name, _Loader(name, path, content), origin=path, is_package=inner is not None)
    spec.has_location = True
    if inner is not None:
        spec.submodule_search_locations = list(inner)
    module = module_from_spec(spec)
    with _standing_for(before, module), contextlib.redirect_stdout(sys.stderr):
        try:
            assert spec.loader is not None
            spec.loader.exec_module(module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # `sys.exit()`, too.
            raise DoesNotLoad(f"{type(error).__name__}: {error}") from None
    return module


@contextlib.contextmanager
def _standing_for(before: ModuleType, module: ModuleType) -> Iterator[None]:
    """Let a module stand for another of its name for a while."""
    names = [name for name, each in list(sys.modules.items()) if each is before]
    sys.modules.update(dict.fromkeys(names, module))
    try:
        yield
    finally:
        sys.modules.update(dict.fromkeys(names, before))
