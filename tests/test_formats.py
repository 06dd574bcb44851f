"""The formats for programs are what those programs expect."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

import flowdsl
from flowdsl import Problem, Severity, check, report
from flowdsl.formats import as_github, as_json
from flowdsl.origin import Place
from flowdsl.problems import Fix
from flowdsl.rule import RULES, Rule
from flowdsl.sarif import as_sarif

assert check  # Importing it is what enters the rules.

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text("utf-8"))

PAGE = """A text is longer than phones show.

Phones cut it off with `…`.

Bad:
    Flow(screens=[])

Bad in 3.1:
    {"version": "3.1"}

Good:
    Flow(
        screens=[],
    )

Meta: approximated: its server says nothing.
"""

# Rules that stay as they are, whatever becomes of the real ones.
OWN_RULES = {
    rule.code: rule
    for rule in [
        Rule(
            code="FLOW103",
            name="missing-property",
            severity=Severity.ERROR,
            page="A property is not there.",
            meta=("MISSING_REQUIRED_PROPERTY",),
        ),
        Rule(code="FLOW104", name="text-too-long", severity=Severity.WARNING, page=PAGE),
        Rule(code="FLOW999", name="never-broken", severity=Severity.INFO, page="Not shown."),
    ]
}


def place(file: str, line: int, column: int, end_line: int, end_column: int) -> Place:
    return Place(file=file, line=line, column=column, end_line=end_line, end_column=end_column)


THREE = [
    Problem(
        code="FLOW104",
        name="text-too-long",
        severity=Severity.WARNING,
        message='`label` is "100 % sûr: oui, ou non", 24 characters; phones show 20',
        path=("screens", 0, "layout", "children", 1, "label"),
        help="make it shorter",
        notes=("Phones cut it off.", "It is a limit of theirs."),
        place=place("flows/my réservation.py", 8, 33, 8, 58),
    ),
    Problem(
        code="FLOW103",
        name="missing-property",
        severity=Severity.ERROR,
        message="a Footer needs `label`",
        path=("screens", 0, "layout", "children", 2),
        meta=("MISSING_REQUIRED_PROPERTY", "INVALID_PROPERTY"),
        place=place("flow.json", 3, 5, 9, 6),
    ),
    Problem(code="FLOW000", name="own", severity=Severity.INFO, message="an advice\nof two lines"),
]


def checked(problems: list[Problem]) -> dict[str, Any]:
    """Return the run of a SARIF log that keeps to the schema."""
    log = json.loads(as_sarif(problems))
    Draft4Validator(SCHEMA).validate(log)
    [run] = log["runs"]
    for result in run["results"]:
        for location in result["locations"]:
            uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "x")
            assert re.fullmatch(r"([\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+", uri, re.ASCII)
    return dict(run)


def artifact(file: str) -> dict[str, str]:
    """Return how SARIF names a file."""
    problem = Problem(
        code="X", name="x", severity=Severity.ERROR, message="m", place=place(file, 1, 2, 3, 4)
    )
    [result] = checked([problem])["results"]
    return dict(result["locations"][0]["physicalLocation"]["artifactLocation"])


def test_schema_is_one() -> None:
    """The schema of SARIF is itself valid and refuses what is not SARIF."""
    Draft4Validator.check_schema(SCHEMA)
    assert not Draft4Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{}]})


def test_formats_look_as_they_should(
    golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each format shows a problem in a module, one in a document, and one without a place."""
    monkeypatch.setattr("flowdsl.sarif.RULES", OWN_RULES)
    golden("formats/problems.json", as_json(THREE) + "\n")
    golden("formats/github.txt", "".join(f"{as_github(problem)}\n" for problem in THREE))
    checked(THREE)
    version = f'"version": "{flowdsl.__version__}"'
    golden("formats/problems.sarif", as_sarif(THREE).replace(version, '"version": "…"') + "\n")
    meta = [problem.to_meta() for problem in THREE]
    golden("formats/meta.json", json.dumps(meta, ensure_ascii=False, indent=2) + "\n")


def test_no_problems() -> None:
    """Nothing wrong is a document too."""
    assert json.loads(as_json([])) == {"problems": []}
    run = checked([])
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_sarif_knows_every_rule() -> None:
    """Each real rule is described as the schema wants, in the order of the codes."""
    assert RULES
    problems = [
        Problem(code=rule.code, name=rule.name, severity=rule.severity, message=rule.summary)
        for rule in reversed(RULES.values())
    ]
    run = checked(problems)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    for rule in rules:
        assert re.fullmatch(r"([A-Z][a-z0-9]*)+", rule["name"])
        assert rule["shortDescription"]["text"] == RULES[rule["id"]].summary
        assert rule["help"]["text"].startswith(rule["shortDescription"]["text"])
        assert rule["properties"]["meta"] == list(RULES[rule["id"]].meta)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"] == []


def test_files_of_sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named from the current folder, and by their address outside of it."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    inside = {"uri": "my%20r%C3%A9s/flow.json", "uriBaseId": "%SRCROOT%"}
    assert artifact("my rés/flow.json") == inside
    assert artifact(str(folder / "my rés" / "flow.json")) == inside
    outside = {"uri": (tmp_path / "é.json").as_uri()}
    assert artifact(str(tmp_path / "é.json")) == outside
    assert artifact("../é.json") == outside
    assert artifact("a:b.json") == {"uri": "a%3Ab.json", "uriBaseId": "%SRCROOT%"}
    assert artifact(r"C:\my flows\é.json") == {"uri": "file:///C:/my%20flows/%C3%A9.json"}
    assert artifact("C:/flows/a.json") == {"uri": "file:///C:/flows/a.json"}
    assert artifact(r"\\server\share\a.json") == {"uri": "file://server/share/a.json"}
    assert artifact(r"flows\a b.json") == {"uri": "flows/a%20b.json", "uriBaseId": "%SRCROOT%"}


def test_what_is_no_file_is_not_named() -> None:
    """A flow that was typed into a prompt has a path, and no place that a program could open."""
    problem = Problem(
        code="X",
        name="x",
        severity=Severity.ERROR,
        message="m",
        path=("screens", 0),
        place=place("<stdin>", 1, 1, 1, 2),
    )
    [result] = checked([problem])["results"]
    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "screens[0]"}]}]
    assert as_github(problem) == "::error title=X x::m"
    assert json.loads(as_json([problem]))["problems"][0]["file"] == "<stdin>"


def test_github_escapes_what_it_reads_itself() -> None:
    """Signs that end a property or a command are written as GitHub wants."""
    problem = Problem(
        code="X",
        name="x",
        severity=Severity.INFO,
        message="50 %: a, b\r\n::error::",
        help="c",
        place=place("a,b:c%.json", 1, 2, 1, 4),
    )
    assert as_github(problem) == (
        "::notice file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=2,endColumn=4,title=X x"
        "::50 %25: a, b%0D%0A::error::%0Ac"
    )


def test_json_paths_have_forward_slashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is named the same on every system."""
    monkeypatch.chdir(tmp_path)
    for file in [r"flows\a.json", "flows/a.json", str(tmp_path / "flows" / "a.json")]:
        problem = Problem(
            code="X", name="x", severity=Severity.ERROR, message="m", place=place(file, 1, 1, 1, 1)
        )
        assert json.loads(as_json([problem]))["problems"][0]["file"] == "flows/a.json"


@pytest.mark.parametrize("write", [lambda it: as_json([it]), as_github, lambda it: as_sarif([it])])
def test_half_characters_can_be_printed(write: Callable[[Problem], str]) -> None:
    """Half a surrogate pair, which JSON may hold, does not break the output."""
    problem = Problem(
        code="X",
        name="x",
        severity=Severity.ERROR,
        message="half \ud83d of it",
        path=("\udc00",),
        place=place("\udcff.json", 1, 1, 1, 1),
    )
    assert "half \N{REPLACEMENT CHARACTER} of it" in write(problem).encode().decode()


def test_meta_numbers_are_those_of_the_place() -> None:
    """A problem without a place has no numbers; one without a code of Meta's has ours."""
    assert THREE[2].to_meta() == {
        "error": "FLOW000",
        "error_type": "FLOW_JSON_ERROR",
        "message": "an advice\nof two lines",
        "pointers": [{"path": ""}],
    }
    found = THREE[1].to_meta()
    numbers = {"line_start": 3, "line_end": 9, "column_start": 5, "column_end": 6}
    assert found == {
        "error": "MISSING_REQUIRED_PROPERTY",
        "error_type": "FLOW_JSON_ERROR",
        "message": "a Footer needs `label`",
        **numbers,
        "pointers": [{**numbers, "path": "screens[0].layout.children[2]"}],
    }
    assert list(found) == ["error", "error_type", "message", *numbers, "pointers"]
    assert THREE[0].to_meta()["message"].endswith("phones show 20 (make it shorter)")


def test_a_fix_is_part_of_a_problem() -> None:
    """A problem has no fix unless it is given one."""
    problem = Problem(code="X", name="x", severity=Severity.ERROR, message="m", fix=Fix("text"))
    assert problem.fix == Fix(rename="text")
    assert THREE[0].fix is None
    assert Fix().rename is None


ANY_TEXT = st.text(st.characters(), max_size=20)  # Half characters among them.
FILES = ["a.json", "a b/é.json", "/x/y.json", "../z.json", "C:\\a b.json", "\\\\c\\d\\e", "<f>", ""]
NUMBERS = st.integers(min_value=1, max_value=10**6)
PLACES = st.builds(
    Place,
    file=ANY_TEXT | st.sampled_from(FILES),
    line=NUMBERS,
    column=NUMBERS,
    end_line=NUMBERS,
    end_column=NUMBERS,
)
PROBLEMS = st.builds(
    Problem,
    code=st.sampled_from([*RULES, "OTHER"]),
    name=ANY_TEXT,
    severity=st.sampled_from(Severity),
    message=ANY_TEXT,
    path=st.lists(ANY_TEXT | st.integers(min_value=0, max_value=99), max_size=4).map(tuple),
    meta=st.lists(ANY_TEXT, max_size=2).map(tuple),
    help=st.none() | ANY_TEXT,
    notes=st.lists(ANY_TEXT, max_size=2).map(tuple),
    place=st.none() | PLACES,
)


@given(st.lists(PROBLEMS, max_size=3))
def test_every_problem_has_every_format(problems: list[Problem]) -> None:
    """Whatever a problem says, each format is written, and read by what it is for."""
    assert len(json.loads(as_json(problems).encode())["problems"]) == len(problems)
    assert len(checked(problems)["results"]) == len(problems)
    assert as_sarif(problems) == as_sarif(iter(problems))
    as_sarif(problems).encode()
    for problem in problems:
        command = as_github(problem)
        assert not {"\n", "\r"} & set(command)
        assert re.match(r"::(error|warning|notice) [^:]*::", command)
        command.encode()
        assert report.text(problem)
        json.dumps(problem.to_meta())
