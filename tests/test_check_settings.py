"""Options, settings and comments say what `flowdsl check` reports, and how."""

import json
import os

import pytest
from checking import BAD, GOOD, MODULE, WARNED, Run, put, short, write

from flowdsl.settings import FORMATS


def test_warnings_fail_only_where_asked(run: Run) -> None:
    """--strict, or the setting, makes warnings fail; --no-strict takes the setting back."""
    put("a.json", WARNED)
    assert "1 warning in 1 of 1 file" in run("check", "a.json").stderr
    assert run("check", "a.json").exit_code == 0
    assert run("check", "a.json", "--strict").exit_code == 1
    put("pyproject.toml", "[tool.flowdsl]\nstrict = true\n")
    assert run("check", "a.json").exit_code == 1
    assert run("check", "a.json", "--no-strict").exit_code == 0
    put("a.json", GOOD)
    assert run("check", "a.json", "--strict").exit_code == 0


def test_targets_come_before_the_version(run: Run) -> None:
    """-t checks everything against other versions, and tells each thing once."""
    write("a.py", children="TextBody(text='**x**', markdown=True),", label=" ")
    put("b.json", BAD)
    result = run("check", ".", "-t", "5.0", "-t", "7.2", "-t", "7.3", "--format", "short")
    codes = [line.partition("[")[2][:7] for line in result.stdout.splitlines()]
    assert sorted(codes) == sorted(
        ["FLOW102", "FLOW110", "FLOW131", "FLOW110", "FLOW131", *extra_codes(result.stdout)]
    )
    put("pyproject.toml", '[tool.flowdsl]\ntarget = "5.0"\n')
    assert "FLOW102" in run("check", "a.py").stdout
    assert "FLOW131" not in run("check", "b.json").stdout
    assert "FLOW102" not in run("check", "a.py", "-t", "7.3").stdout


def extra_codes(output: str) -> list[str]:
    """Return what 5.0 says otherwise of a blank label, if anything."""
    return ["FLOW111"] * output.count("FLOW111")


def test_rules_are_selected_and_ignored(run: Run) -> None:
    """--select and --ignore take codes, prefixes and names, again and with commas."""
    blank = '{"type": "TextHeading", "text": " "}, {"type": "Footer"'
    text = WARNED.replace('{"type": "Footer"', blank).replace('"id"', '"zzz": 1, "id"')
    put("a.json", text)

    def codes(*arguments: str) -> set[str]:
        result = run("check", "a.json", "--format", "json", *arguments)
        return {problem["code"] for problem in json.loads(result.stdout)["problems"]}

    assert codes() == {"FLOW101", "FLOW104", "FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}
    assert codes("--select", "FLOW104, blank-text") == {"FLOW104", "FLOW110"}
    assert codes("--select", "FLOW104", "--select", "FLOW11") == {"FLOW104", "FLOW110"}
    assert codes("--ignore", "FLOW1") == set()
    assert codes("--ignore", "FLOW101,FLOW104") == {"FLOW110"}
    assert codes("--select", "FLOW1", "--ignore", "FLOW10") == {"FLOW110"}
    put("pyproject.toml", '[tool.flowdsl]\nignore = ["FLOW104"]\n')
    assert codes() == {"FLOW101", "FLOW110"}
    assert codes("--ignore", "FLOW101") == {"FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}
    put("pyproject.toml", '[tool.flowdsl]\nselect = "FLOW11"\n')
    assert codes() == {"FLOW110"}
    assert codes("--select", "FLOW104") == {"FLOW104"}


def test_comments_say_what_is_known(run: Run) -> None:
    """A comment on a line of the problem, or alone above it, keeps the problem to itself."""
    line = "TextInput(name='{}', label='The city that you live in')"
    put(
        "a.py",
        MODULE.format(
            variable="one",
            arguments="",
            title="T",
            label=" ",
            children=f"{line.format('a')},  # flowdsl: ignore[FLOW104]\n"
            f"    # flowdsl: ignore[text-too-long]\n    {line.format('b')},\n"
            f"    {line.format('c')},  # flowdsl: ignore[FLOW110]\n",
        ),
    )
    result = run("check", "a.py", "--format", "short")
    assert short(result) == ["a.py:7:31: warning[FLOW104]", "a.py:9:18: error[FLOW110]"]
    assert "warning:" not in result.stderr
    assert run("build", "a.py").stderr.count("FLOW104") == 1


def test_error_that_is_known_lets_the_flow_be_built(run: Run) -> None:
    """A comment and the settings hold for building, too; what cannot be written never is."""
    text = write("a.py", "one", label=" ").read_text()
    assert run("build", "a.py").exit_code == 1
    put("a.py", text.replace('" ",', '" ",  # flowdsl: ignore[blank-text]\n'))
    assert run("build", "a.py").exit_code == 0
    assert run("check", "a.py").exit_code == 0
    put("a.py", text)
    put("pyproject.toml", '[tool.flowdsl]\nignore = ["FLOW1"]\n')
    assert run("build", "a.py").exit_code == 0
    put("a.py", text.replace("({})),", "({'a': {1}})),  # flowdsl: ignore[FLOW1]"))
    result = run("build", "a.py")
    assert result.exit_code == 1
    assert "error[FLOW123]" in result.stderr
    put("pyproject.toml", "[tool.flowdsl]\nignore = ['FLOW123']\n")
    assert "cannot be ignored" in run("build", "a.py").stderr
    assert run("check", "a.py").exit_code == 2


def test_comments_that_say_nothing_are_told(run: Run) -> None:
    """An unknown code and an `ignore` without brackets are warnings on stderr, once each."""
    text = write("a.py", "one").read_text()
    put("a.py", f"# flowdsl: ignore\n{text}# flowdsl: ignore[FLOW9999]\n")
    for command in ("check", "build"):
        result = run(command, "a.py", "-t", "7.2", "-t", "7.3")
        assert result.exit_code == 0
        assert result.stderr.count("warning: a.py:1: `ignore` names no rule") == 1
        assert result.stderr.count("warning: a.py:8: no rule has the code") == 1


def test_every_format_is_one_of_the_settings(run: Run) -> None:
    """--format and the setting take the same names, and all give the same problems."""
    put("a b/é.json", BAD)
    outputs = {name: run("check", ".", "--format", name) for name in FORMATS}
    assert {result.exit_code for result in outputs.values()} == {1}
    assert all("FLOW110" in result.stdout for result in outputs.values())
    assert json.loads(outputs["json"].stdout)["problems"][0]["file"] == "a b/é.json"
    result = json.loads(outputs["sarif"].stdout)["runs"][0]["results"][0]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "a%20b/%C3%A9.json"
    assert outputs["github"].stdout.startswith("::error file=a b/é.json,line=3,endLine=3,col=33")
    put("pyproject.toml", '[tool.flowdsl]\nformat = "short"\n')
    assert run("check", ".").stdout == outputs["short"].stdout
    put("a b/é.json", GOOD)
    assert json.loads(run("check", ".", "--format", "json").stdout) == {"problems": []}
    assert json.loads(run("check", ".", "--format", "sarif").stdout)["runs"][0]["results"] == []


def test_paths_come_from_the_settings(run: Run) -> None:
    """Without a path, those of the settings are checked from wherever one is."""
    put("project/flows/a.json", BAD)
    put("project/pyproject.toml", '[tool.flowdsl]\npaths = ["flows"]\njobs = 1\n')
    os.chdir("project/flows")
    result = run("check", "--format", "short")
    assert short(result) == ["a.json:3:33: error[FLOW110]"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("select = 3", "it is a text or a list of texts"),
        ("ignore = [1]", "it is a text or a list of texts"),
        ("ignore = 'FLOW999'", 'no rule has the code or the name "FLOW999"'),
        ("strict = 'yes'", "it is true or false"),
        ("format = 'jsn'", 'did you mean "json"?'),
        ("format = 3", "there are text, short, json, github, sarif"),
        ("ignored = []", 'did you mean "ignore"?'),
    ],
)
def test_wrong_settings_are_refused(run: Run, content: str, says: str) -> None:
    """A mistake in the settings is one sentence, for building, too."""
    write("a.py", "one")
    put("pyproject.toml", f"[tool.flowdsl]\n{content}\n")
    for command in ("check", "build"):
        result = run(command, "a.py")
        assert result.exit_code == 2
        assert says in result.stderr
