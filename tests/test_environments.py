"""Environments are read from `pyproject.toml`, and their tokens are shown nowhere."""

import os
import sys
import time
import traceback
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowdsl.platform import environments
from flowdsl.platform.environments import (
    BadEnvironment,
    Environment,
    NoToken,
    environment_names,
    read_environment,
)
from flowdsl.problems import FlowError
from flowdsl.settings import BadSettings, read_settings

WABA = 'waba_id = "104996122399160"\n'
VARIABLE = 'token_env = "FLOWDSL_TEST_TOKEN"\n'
SECRET = "planted/secret+0123456789"
META = "EAA" + "Gx7planted" * 12


def environment(folder: Path, text: str, name: str = "staging") -> Environment:
    """Return an environment that is written so."""
    content = f"[tool.flowdsl.env.{name}]\n{text}"
    (folder / "pyproject.toml").write_text(content, encoding="utf-8")
    return read_environment(name, folder)


def command(program: str) -> str:
    """Return the setting that runs a Python program for the token."""
    return f"{WABA}token_command = [{sys.executable!r}, '-c', '''{program}''']\n"


def everything(error: BaseException) -> str:
    """Return all that a report of an error may show, with what is in the frames."""
    shown = [str(error), repr(error), repr(error.args), repr(vars(error))]
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    shown += [repr(each.f_locals) for each in frames if each.f_code.co_filename != __file__]
    shown += traceback.format_exception(error)
    for behind in (error.__cause__, error.__context__):
        if behind is not None:
            shown.append(everything(behind))
    return "\n".join(shown)


def test_an_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All settings of an environment are read, from a folder below too, and no token is."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    environment(
        tmp_path,
        f"{WABA}{VARIABLE}"
        'phone_number_id = "1"\napplication_id = "2"\nendpoint_uri = "https://a.example/flow"\n'
        'graph_version = "v24.0"\nbase_url = "http://127.0.0.1:8080"\n',
    )
    monkeypatch.delenv("FLOWDSL_TEST_TOKEN", raising=False)
    read = read_environment("staging", below)
    assert (read.name, read.waba_id) == ("staging", "104996122399160")
    assert (read.phone_number_id, read.application_id) == ("1", "2")
    assert read.endpoint_uri == "https://a.example/flow"
    assert read.settings().root == "http://127.0.0.1:8080/v24.0"
    with pytest.raises(NoToken, match="FLOWDSL_TEST_TOKEN is not set"):
        read.token()
    monkeypatch.setenv("FLOWDSL_TEST_TOKEN", f" {SECRET}\n")
    assert read.token().reveal() == SECRET


def test_what_is_not_given_is_usual(tmp_path: Path) -> None:
    """An account and a source of the token are enough."""
    read = environment(tmp_path, WABA + VARIABLE)
    assert read.settings().root == "https://graph.facebook.com/v25.0"
    assert (read.phone_number_id, read.application_id, read.endpoint_uri) == (None, None, None)


def test_environments_have_names(tmp_path: Path) -> None:
    """The names are listed in the order of the file, and the other settings still hold."""
    text = '[tool.flowdsl]\njobs = 2\n[tool.flowdsl.env.staging]\n[tool.flowdsl.env."é x"]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert environment_names(tmp_path) == ("staging", "é x")
    assert read_settings(tmp_path).jobs == 2
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert environment_names(tmp_path) == ()


MISTAKES = [
    (VARIABLE, 'has no "waba_id"'),
    (f"{WABA}{VARIABLE}wabaid = 1", 'no setting "wabaid"; did you mean "waba_id"'),
    (f"{WABA}{VARIABLE}zzz = 1", 'no setting "zzz" (there are waba_id, '),
    (f"waba_id = 104\n{VARIABLE}", '"waba_id" is 104, but an id is a text of digits: write "104"'),
    (f'waba_id = "x1"\n{VARIABLE}', "\"waba_id\" is 'x1', but an id"),
    (f"waba_id = true\n{VARIABLE}", '"waba_id" is True, but an id'),
    (f"waba_id = [1]\n{VARIABLE}", '"waba_id" is a list, but an id'),
    (f"{WABA}{VARIABLE}phone_number_id = 5", '"phone_number_id" is 5'),
    (f'{WABA}{VARIABLE}application_id = ""', "\"application_id\" is ''"),
    (f"{WABA}{VARIABLE}graph_version = 25.0", '"graph_version" is 25.0, but it is a text'),
    (f'{WABA}{VARIABLE}graph_version = "25"', "'25' is no version of the Graph API"),
    (f'{WABA}{VARIABLE}base_url = "http://a.example"', '"base_url" begins with http://'),
    (f'{WABA}{VARIABLE}base_url = "ftp://a.example"', '"base_url" is no address'),
    (f'{WABA}{VARIABLE}base_url = "https://[a"', '"base_url" is no address'),
    (f'{WABA}{VARIABLE}base_url = "https://u:p@a.example"', '"base_url" holds the name of a user'),
    (f'{WABA}{VARIABLE}base_url = "https://a.example?b=1"', "only a host and a path"),
    (f'{WABA}{VARIABLE}endpoint_uri = "/flow"', '"endpoint_uri" is no address'),
    (f'{WABA}{VARIABLE}endpoint_uri = "http://a.example"', '"endpoint_uri" begins with http://'),
    (WABA, "does not say where its token is: give one of token_env, token_command, token_keyring"),
    (f"{WABA}{VARIABLE}token_command = ['a']", "has token_env and token_command: give one of"),
    (f'{WABA}token = "abc"', 'holds "token", but whoever reads the repository'),
    (f'{WABA}{VARIABLE}access_token = "abc"', 'holds "access_token", but whoever'),
    (f"{WABA}token_env = 3", '"token_env" is 3, but it is the name of a variable'),
    (f'{WABA}token_env = "A-B"', '"token_env" is no name of a variable'),
    (f'{WABA}token_env = "{META}"', '"token_env" is a token, but it is the name'),
    (f'{WABA}token_command = "vault read"', "as a list of texts, without a shell"),
    (f"{WABA}token_command = []", "as a list of texts"),
    (f'{WABA}token_command = ["a", 1]', "as a list of texts"),
    (f'{WABA}token_keyring = "a"', '"token_keyring" is no table: write {service'),
    (f'{WABA}token_keyring = {{service = "a"}}', '"token_keyring" needs two texts'),
    (f'{WABA}token_keyring = {{service = "a", usr = "b"}}', 'no key "usr"; did you mean "user"'),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_are_said(tmp_path: Path, text: str, expected: str) -> None:
    """Each mistake is said with the file, the environment, what was found and what is allowed."""
    with pytest.raises(BadEnvironment) as caught:
        environment(tmp_path, text)
    message = str(caught.value)
    assert expected in message
    assert message.startswith(f"{tmp_path / 'pyproject.toml'}: [tool.flowdsl.env.staging] ")
    assert "planted" not in everything(caught.value)


def test_unknown_environments(tmp_path: Path) -> None:
    """An environment that is not there is answered with those that are."""
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadEnvironment, match=r'no environment "x": write \[tool.flowdsl.env.x\]'):
        read_environment("x", tmp_path)
    environment(tmp_path, WABA + VARIABLE)
    with pytest.raises(BadEnvironment, match='"stagin"; did you mean "staging"'):
        read_environment("stagin", tmp_path)
    with pytest.raises(BadEnvironment, match=r'"live" \(there are staging\)'):
        read_environment("live", tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.flowdsl]\nenv = 3", '"env" is no table'),
        ("[tool.flowdsl.env]\nx = 3", "env.x] is no table"),
        ("[tool]\nflowdsl = 3", "is no table"),
        ("tool = 3", "is no table"),
        (f"tool = = '{SECRET}'", "cannot be read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, text: str, expected: str) -> None:
    """A file that is not TOML, and values where tables belong, are refused."""
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=expected) as caught:
        read_environment("x", tmp_path)
    assert SECRET not in everything(caught.value)


def test_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no `pyproject.toml` at all, that is said."""
    monkeypatch.setattr(environments, "read_table", lambda folder: None)
    with pytest.raises(BadEnvironment, match=r"there is no pyproject.toml in"):
        environment_names(tmp_path)


def test_a_command_gives_the_token(tmp_path: Path) -> None:
    """A command is run in the folder of the project, without a shell, when its token is needed."""
    read = environment(tmp_path, command("import os; open('ran', 'w'); print('a$HOME')"))
    assert not (tmp_path / "ran").exists()
    assert read.token().reveal() == "a$HOME"
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (f"print('{SECRET}'); raise SystemExit(3)", "failed with exit code 3; what it wrote is"),
        (f"raise ValueError('{SECRET}')", "failed with exit code 1"),
        ("pass", "the access token is empty; it comes from the command"),
        (f"print('{SECRET}\\n{SECRET}')", "holds several lines, but a token is one line"),
        (f"print('{SECRET} x')", "holds a space"),
        (f"print('{SECRET}' * 1000)", "wrote more than 10 KB"),
        (f"import os; os.write(1, b'{SECRET}\\xff')", "a character that no token has"),
    ],
)
def test_commands_that_fail(tmp_path: Path, program: str, expected: str) -> None:
    """What a command writes is never shown, however it fails."""
    read = environment(tmp_path, command(program))
    with pytest.raises(NoToken) as caught:
        read.token()
    assert expected in str(caught.value)
    assert 'environment "staging" has no token: ' in str(caught.value)
    assert SECRET not in everything(caught.value) + repr(read)


def test_commands_that_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command has a limited time, whether it writes or not, and is then ended."""
    monkeypatch.setattr(environments, "SECONDS", 0.4)
    closed = "import os, time; os.close(1); time.sleep(60)"
    for program in ("import time; time.sleep(60)", closed):
        start = time.monotonic()
        with pytest.raises(NoToken, match=r"took more than 0.4 seconds"):
            environment(tmp_path, command(program)).token()
        assert time.monotonic() - start < 5


def test_programs_that_are_not_there(tmp_path: Path) -> None:
    """A command that cannot be run is named, without its arguments."""
    text = f"{WABA}token_command = ['no-such-program', '{SECRET}']"
    read = environment(tmp_path, text)
    with pytest.raises(NoToken, match="'no-such-program' cannot be run: No such file") as caught:
        read.token()
    assert SECRET not in everything(caught.value) + repr(read)


KEYRING = f'{WABA}token_keyring = {{service = "flows", user = "ci"}}\n'


class Keyring(types.ModuleType):
    """A keyring that holds one entry, or fails."""

    value: str | None = None

    def get_password(self, service: str, user: str) -> str | None:
        if self.value == "fail":
            raise RuntimeError(SECRET)
        return self.value if (service, user) == ("flows", "ci") else None


def test_the_keyring_gives_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of a keyring is fetched; an entry that is missing, or a failure, is said."""
    keyring = Keyring("keyring")
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    read = environment(tmp_path, KEYRING)
    with pytest.raises(NoToken, match="is not there: keyring set 'flows' 'ci'"):
        read.token()
    keyring.value = "fail"
    with pytest.raises(NoToken, match="the keyring failed with RuntimeError") as caught:
        read.token()
    assert SECRET not in everything(caught.value)
    keyring.value = SECRET
    assert read.token().reveal() == SECRET


def test_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library is missing, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NoToken, match=r'pip install "flowdsl\[keyring\]"'):
        environment(tmp_path, KEYRING).token()


def test_addresses_are_not_shown(tmp_path: Path) -> None:
    """The address of an endpoint may hold a secret, so it is in no representation."""
    read = environment(tmp_path, f"{WABA}{VARIABLE}endpoint_uri = 'https://a.example/?k={SECRET}'")
    assert SECRET not in repr(read)
    assert "104996122399160" in repr(read)


PLANTED = st.text("ABCXYZabcxyz0189_-./+", min_size=12, max_size=60).map(lambda text: "Zq" + text)
PLACES = [
    f'{WABA}token = "{{}}"',
    f'{WABA}token_env = "{{}} x"',
    f'{WABA}token_env = ["{{}}"]',
    f'{WABA}token_command = "curl {{}}"',
    f'{WABA}token_command = ["curl", "{{}}", 1]',
    f'{WABA}token_keyring = "{{}}"',
    f'{WABA}token_keyring = {{{{service = "{{}}"}}}}',
    f'{WABA}{VARIABLE}base_url = "https://user:{{}}@a.example"',
    f'{WABA}{VARIABLE}base_url = "https://a.example?x={{}}"',
    f'{WABA}{VARIABLE}base_url = "http://a.example?x={{}}"',
    f'{WABA}{VARIABLE}endpoint_uri = "http://a.example?x={{}}"',
    f'{WABA}{VARIABLE}zzz = "{{}}"',
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("environments")


@given(secret=PLANTED, place=st.sampled_from(PLACES))
def test_no_mistake_shows_a_secret(folder: Path, secret: str, place: str) -> None:
    """Wherever a secret is written by mistake, no message, frame or representation holds it."""
    with pytest.raises(FlowError) as caught:
        environment(folder, place.format(secret))
    assert secret not in everything(caught.value)


@given(secret=PLANTED, fault=st.sampled_from([" x", "\nx", "\x7f", "é", "\r\nx: y"]))
def test_no_fault_of_a_token_shows_it(folder: Path, secret: str, fault: str) -> None:
    """A variable that holds no token is refused without showing what it holds."""
    read = environment(folder, WABA + VARIABLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "FLOWDSL_TEST_TOKEN", secret + fault)
        with pytest.raises(NoToken) as caught:
            read.token()
        patch.setitem(os.environ, "FLOWDSL_TEST_TOKEN", secret)
        assert secret not in f"{read!r} {read.token()!r} {read.token()} {read.settings()!r}"
    assert secret not in everything(caught.value)
