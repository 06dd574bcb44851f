"""Objects know where they were written, cheaply and through copies."""

import copy
import pickle
from pathlib import Path

import attrs
from conftest import ROOT

from flowdsl import Data, Flow, Option, Screen, TextBody, TextInput
from flowdsl.origin import Origin, argument_place


def line_of(text: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_place_is_that_of_the_call() -> None:
    """File, line and column, counted from 1, of the first and last character."""
    body = TextBody(text="here it is")
    assert body.origin is not None
    place = body.origin.place
    assert Path(place.file) == Path(__file__)
    assert place.line == place.end_line == line_of('TextBody(text="here it is")')
    assert (place.column, place.end_column) == (12, 12 + len('TextBody(text="here it is")'))


def test_argument_has_a_place_of_its_own() -> None:
    """By its name or by its position; an argument that is not spelt out is the whole call."""
    data = Data("a name", example="an example")
    assert data.origin is not None
    place = data.origin.place
    line = Path(__file__).read_text(encoding="utf-8").splitlines()[place.line - 1]

    def under(argument: str, position: int | None = None) -> str:
        found = argument_place(place, argument, position)
        return line[found.column - 1 : found.end_column - 1]

    assert under("example", 1) == '"an example"'
    assert under("name", 0) == '"a name"'
    assert under("schema") == 'Data("a name", example="an example")'


def test_copies_keep_or_renew_their_origin() -> None:
    """A deep copy was written where its original was; what is evolved, where it was evolved."""
    option = Option(id="1", title="original")
    assert copy.deepcopy(option).origin == option.origin
    evolved = attrs.evolve(option, title="evolved")
    assert evolved.origin is not None
    assert evolved.origin.place.line == line_of('title="evolved"')


def test_pickled_flow_forgets_its_origin() -> None:
    """A flow can be sent to another process, which has no use for code objects."""
    flow = Flow(screens=[Screen(id="A", title="A", children=[TextInput(name="n", label="l")])])
    loaded = pickle.loads(pickle.dumps(flow))
    assert loaded == flow
    assert loaded.to_json(check=False) == flow.to_json(check=False)
    assert loaded.origin is None
    problems = loaded.problems("2.1")
    assert problems
    assert all(problem.place is None for problem in problems)


def test_origin_is_two_references() -> None:
    """What each object keeps is its code object and instruction, and nothing resolved."""
    origin = TextBody(text="t").origin
    assert isinstance(origin, Origin)
    assert len(origin) == 2
    assert origin[0] is test_origin_is_two_references.__code__


def test_source_that_is_gone_gives_a_line(tmp_path: Path) -> None:
    """Where the file cannot be read any more, the place still has its line."""
    file = tmp_path / "gone.py"
    names: dict[str, object] = {}
    exec(compile("from flowdsl import *\nbody = TextBody(text='')", str(file), "exec"), names)
    body = names["body"]
    assert isinstance(body, TextBody)
    assert body.origin is not None
    assert body.origin.place.line == 2
    assert argument_place(body.origin.place, "text") == body.origin.place
    assert ROOT not in tmp_path.parents
