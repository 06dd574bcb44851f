"""`flowdsl import` turns Flow JSON into Python that builds to the same JSON."""

import base64
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from checking import Run
from conftest import ROOT
from strategies import PNG
from test_loading import DIFFERENT, REFUSED

from flowdsl import Flow
from flowdsl.source import write_source
from flowdsl.spelling import read_spelled

IMAGE = base64.b64encode(PNG).decode()


def flow_json(*children: Any, version: str = "7.3", **more: Any) -> dict[str, Any]:
    layout = {"type": "SingleColumnLayout", "children": list(children)}
    screen = {"id": "A", "title": "Café", "terminal": True, "layout": layout}
    return {"version": version, "screens": [screen], **more}


FOOTER = {"type": "Footer", "label": "l", "on-click-action": {"name": "complete", "payload": {}}}
SMALL = flow_json({"type": "Image", "src": IMAGE, "alt-text": "A logo"}, FOOTER)


@pytest.fixture(scope="module")
def corpus(shared: Path) -> dict[str, str]:
    """The flows that others wrote and that can be read, as text."""
    files = sorted((shared / "corpus" / "flows").glob("*.json"))
    return {
        file.stem: file.read_text(encoding="utf-8") for file in files if file.stem not in REFUSED
    }


@pytest.fixture(scope="module")
def sources(corpus: dict[str, str]) -> dict[str, str]:
    """What they are imported as."""
    return {name: write_source(Flow.from_json(text)).text for name, text in corpus.items()}


def run_source(source: str) -> Flow:
    """Return the flow that a module holds."""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    [flow] = [value for value in namespace.values() if isinstance(value, Flow)]
    return flow


def test_imported_flows_run_and_build_to_the_same(
    corpus: dict[str, str], sources: dict[str, str]
) -> None:
    """Each flow of the corpus, imported and run, builds to its JSON, but for those listed."""
    different = set()
    for name, source in sources.items():
        if run_source(source).to_dict(check=False) != json.loads(corpus[name]):
            different.add(name)
    assert different == set(DIFFERENT)


def test_imported_flows_are_typed(sources: dict[str, str], tmp_path: Path) -> None:
    """mypy --strict finds nothing in what any flow of the corpus is imported as."""
    for name, source in sources.items():
        (tmp_path / f"flow_{name}.py").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(tmp_path)],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    assert "Success" in done.stdout, done.stdout + done.stderr


def test_imported_flows_bind_nothing_as_text(sources: dict[str, str]) -> None:
    """No text that a reference or an expression could say is left as text."""
    for name, source in sources.items():
        for text in texts_of(run_source(source)):
            assert read_spelled(text, condition=True) is None, (name, text)


def texts_of(value: Any) -> list[str]:
    """Return the texts in an object where references could stand."""
    import attrs

    if isinstance(value, str):
        return [value] if "${" in value else []
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item)]
    if attrs.has(type(value)):
        # An example of data, and a name, are what they are.
        fields = attrs.fields(type(value))
        names = [each.name for each in fields if each.name not in ("example", "name", "origin")]
        return [text for name in names for text in texts_of(getattr(value, name))]
    return []


def test_a_flow_is_imported_to_standard_output(run: Run) -> None:
    """Without options the module is printed, and it builds to the same JSON."""
    Path("a flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", "a flow.json")
    assert done.exit_code == 0, done.output
    assert "a_flow = Flow(" in done.stdout
    Path("again.py").write_text(done.stdout, encoding="utf-8")
    again = run("build", "again.py", "--out", "-")
    assert json.loads(again.stdout) == SMALL


def test_standard_input_is_imported(run: Run) -> None:
    """A dash reads standard input, Windows line ends and a byte order mark included."""
    text = json.dumps(SMALL, indent=2).replace("\n", "\r\n")
    done = run("import", "-", "--name", "greeting", input=b"\xef\xbb\xbf" + text.encode())
    assert done.exit_code == 0, done.output
    assert run_source(done.stdout).to_dict() == SMALL
    assert "greeting = Flow(" in done.stdout


def test_images_become_files(run: Run) -> None:
    """Images are written as files, and the module names them from where it stands."""
    Path("flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", "flow.json", "-o", "flows/café.py", "--images", "my images")
    assert done.exit_code == 0, done.output
    [image] = Path("my images").iterdir()
    assert image.read_bytes() == PNG
    assert '"../my images"' in Path("flows/café.py").read_text(encoding="utf-8")
    assert f"wrote {Path('my images') / image.name}" in done.stdout
    assert run("build", "flows/café.py", "-o", "built.json").exit_code == 0
    assert json.loads(Path("built.json").read_text(encoding="utf-8")) == SMALL


def test_nothing_is_overwritten_unasked(run: Run) -> None:
    """A file that is there is replaced only with --force, and is whole afterwards."""
    Path("flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    Path("flow.py").write_text("mine = 1\n", encoding="utf-8")
    done = run("import", "flow.json", "-o", "flow.py", "--images", "images")
    assert done.exit_code == 1
    assert "flow.py exists: nothing was written; --force replaces it" in done.stderr
    assert Path("flow.py").read_text(encoding="utf-8") == "mine = 1\n"
    assert not Path("images").exists()
    assert run("import", "flow.json", "-o", "flow.py", "--force").exit_code == 0
    assert "flow = Flow(" in Path("flow.py").read_text(encoding="utf-8")
    # The same again is no loss.
    assert run("import", "flow.json", "-o", "flow.py").exit_code == 0


def test_a_comparison_the_other_way_round_is_python() -> None:
    """A literal on the left of a comparison needs its spelling, in a payload, too."""
    text = "`3 < ${form.n}`"
    field = {"type": "TextInput", "name": "n", "label": "l", "input-type": "number"}
    action = {"name": "complete", "payload": {"a": text}}
    document = flow_json(field, {**FOOTER, "on-click-action": action})
    source = write_source(Flow.from_json(json.dumps(document))).text
    assert '(n.number > 3).spelled("`3 < {}`")' in source
    assert run_source(source).to_dict() == document


def test_the_module_is_no_folder_of_images(run: Run) -> None:
    """One name for the module and for the folder of its images is refused, and nothing written."""
    Path("flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", "flow.json", "-o", "x/flow.py", "--images", "x/flow.py")
    assert done.exit_code == 1
    assert "cannot be both" in done.stderr
    assert not Path("x").exists()


def test_what_is_not_known_is_said(run: Run) -> None:
    """A key and a component that flowdsl does not know survive, with a problem for each."""
    field = {"type": "TextInput", "name": "n", "label": "l", "placeholder": "p"}
    document = flow_json(field, {"type": "Video", "src": "s"}, FOOTER)
    Path("flow.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    done = run("import", "flow.json", "-o", "flow.py")
    assert done.exit_code == 0, done.output
    assert "error[FLOW101]: a TextInput has no property `placeholder`" in done.stderr
    assert 'error[FLOW106]: there is no component "Video"' in done.stderr
    assert "flow.json:15:13" in done.stderr
    assert "passed through in extra and Raw" in done.stderr
    assert "flow.json has 2 errors: flowdsl check flow.json" in done.stderr
    assert run_source(Path("flow.py").read_text(encoding="utf-8")).to_dict(check=False) == document
    checked = run("check", "flow.py")
    assert checked.stdout.count("FLOW136") == 2


def test_what_is_written_differently_is_said(run: Run) -> None:
    """Routes that an endpoint flow lacks are derived, which the import says."""
    Path("flow.json").write_text(json.dumps(flow_json(FOOTER, data_api_version="3.0")))
    done = run("import", "flow.json")
    assert done.exit_code == 0
    assert "`routing_model` is added when it is built" in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"{", "FLOW141"),
        (b"[1, 2]", "a list"),
        (b'{"version": "9.9", "screens": []}', '"9.9" is no public version'),
        (b'{"screens": []}', "does not say its version"),
        (b'{"version": "7.3"}', "needs `screens`"),
        (b'{"version": "7.3", "screens": [], "screens": []}', "twice"),
        (b"\x00\x01\xff", "UTF-8"),
        (b"[" * 100_000, "levels"),
        (b'{"version": "7.3", "screens": 1e999}', "FLOW"),
    ],
)
def test_what_cannot_be_imported_is_refused(run: Run, content: bytes, message: str) -> None:
    """A file that is no flow is refused with its place, and nothing is written."""
    Path("flow.json").write_bytes(content)
    done = run("import", "flow.json", "-o", "flow.py")
    assert done.exit_code == 1
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert not Path("flow.py").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_the_name_of_a_file_does_no_harm(run: Run) -> None:
    """Quotes in the name of a file do not end the docstring that names it."""
    name = 'a """+b+""" \\.json'
    Path(name).write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", name)
    assert done.exit_code == 0, done.output
    assert run_source(done.stdout).to_dict() == SMALL


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.json"], "does not exist"),
        (["flow.json", "--name", "no name"], "no name that a variable can have"),
        (["flow.json", "--name", "class"], "no name that a variable can have"),
        (["flow.json", "--out", "."], "is a directory"),
        ([], "Missing argument"),
    ],
)
def test_mistakes_in_the_call_are_said(run: Run, arguments: list[str], message: str) -> None:
    """A mistake in the call ends the command with 2."""
    Path("flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", *arguments)
    assert (done.exit_code, message in done.stderr) == (2, True), done.output


PYWA = """\
class FlowJSON:
    def __init__(self, text):
        self.text = text
    def to_json(self):
        return self.text
FlowJSON.__module__ = "pywa.types.flows"
"""


@pytest.fixture
def pywa(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for pywa, of which only one method of one class matters."""
    module = types.ModuleType("pywa")
    exec(PYWA, module.__dict__)
    monkeypatch.setitem(sys.modules, "pywa", module)


@pytest.mark.usefixtures("pywa")
def test_flows_of_pywa_are_flows(run: Run) -> None:
    """A FlowJSON object of pywa is built, checked and imported like a flow, once each."""
    Path("bot.py").write_text(
        f"from pywa import FlowJSON\nhello = FlowJSON('''{json.dumps(SMALL)}''')\nsame = hello\n"
    )
    Path("other.py").write_text("from pywa import FlowJSON\nfrom bot import hello\n")
    assert json.loads(run("build", "bot.py", "-o", "-").stdout) == SMALL
    imported = run("import", "bot.py")
    assert run_source(imported.stdout).to_dict() == SMALL
    done = run("check", ".")
    assert (done.exit_code, "1 flow" in done.output or "no problems" in done.output) == (0, True)


@pytest.mark.usefixtures("pywa")
def test_problems_of_pywa_flows_have_a_place(run: Run) -> None:
    """What is wrong with a flow of pywa is shown at the variable that holds it."""
    broken = flow_json({"type": "TextBody", "text": "${data.gone}"}, FOOTER)
    Path("bot.py").write_text(
        f"from pywa import FlowJSON\nhello = FlowJSON('{json.dumps(broken)}')\n"
    )
    done = run("check", "bot.py")
    assert done.exit_code == 1
    assert "bot.py:2:1" in done.stdout
    Path("bot.py").write_text("from pywa import FlowJSON\nhello = FlowJSON('[]')\n")
    done = run("check", "bot.py")
    assert done.exit_code == 2
    assert "hello in bot.py writes no Flow JSON" in done.stderr


@pytest.mark.usefixtures("pywa")
def test_one_flow_of_pywa_is_looked_at_alone(run: Run) -> None:
    """Beside a broken flow of pywa, or imported from elsewhere, one can be named."""
    Path("two.py").write_text(
        f"from pywa import FlowJSON\nbad = FlowJSON(5)\ngood = FlowJSON('{json.dumps(SMALL)}')\n"
    )
    Path("third.py").write_text("from two import good\n")
    for path in ("two.py:good", "third.py:good"):
        done = run("import", path)
        assert done.exit_code == 0, done.output
    done = run("import", "two.py:bad")
    assert done.exit_code == 1
    assert "`to_json` has to return text, not int" in done.stderr


@pytest.mark.parametrize(
    ("name", "variable"), [("images", "images_"), ("_private", "private"), ("__all__", "all_")]
)
def test_the_flow_has_a_public_name_of_its_own(run: Run, name: str, variable: str) -> None:
    """The variable of the flow is neither that of the images nor private."""
    Path("flow.json").write_text(json.dumps(SMALL), encoding="utf-8")
    done = run("import", "flow.json", "-o", "flow.py", "--images", "files", "--name", name)
    assert done.exit_code == 0, done.output
    assert f"\n{variable} = Flow(" in Path("flow.py").read_text(encoding="utf-8")
    assert run("build", "flow.py", "-o", "built.json").exit_code == 0


def test_the_command_that_checks_is_one_that_works(run: Run) -> None:
    """What stands on standard input is checked with a dash."""
    document = flow_json({"type": "TextBody", "text": "${data.gone}"}, FOOTER)
    done = run("import", "-", input=json.dumps(document).encode())
    assert done.stderr.rstrip().endswith("flowdsl check -"), done.stderr


def test_real_pywa_flows_are_flows() -> None:
    """pywa's own FlowJSON is read, where pywa is installed."""
    flows = pytest.importorskip("pywa.types.flows", reason="pywa is not installed")
    text = flows.TextBody(text="Hello")
    footer = flows.Footer(label="Done", on_click_action=flows.CompleteAction())
    layout = flows.Layout(children=[text, footer])
    screen = flows.Screen(id="A", title="t", terminal=True, layout=layout)
    theirs = flows.FlowJSON(version="7.3", screens=[screen])
    ours = Flow.from_json(theirs)
    assert ours.to_dict() == json.loads(theirs.to_json())
    assert not [problem for problem in ours.problems() if problem.is_error]


def test_what_is_imported_needs_no_formatting(sources: dict[str, str], tmp_path: Path) -> None:
    """ruff would leave every imported flow as it is."""
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.is_file():
        pytest.skip("ruff is not installed here")
    for name, source in sources.items():
        (tmp_path / f"flow_{name}.py").write_text(source, encoding="utf-8")
    (tmp_path / "ruff.toml").write_text("line-length = 100\n", encoding="utf-8")
    done = subprocess.run(
        [ruff, "format", "--check", str(tmp_path)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout
    done = subprocess.run(
        [ruff, "check", "--select", "E4,E7,E9,F,I", str(tmp_path)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_lines_are_short(sources: dict[str, str]) -> None:
    """No line is longer than 100 characters, unless a text in it cannot be broken."""
    for source in sources.values():
        for line in source.splitlines():
            assert len(line) <= 100 or re.search(r'"[^" ]{60,}', line), line
