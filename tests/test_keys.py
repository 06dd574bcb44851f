"""`flowdsl keys` shows and sets the public key of a phone number, and never a private one."""

import base64
import contextlib
import hashlib
from pathlib import Path

import pytest
from account_project import Project
from hypothesis import given
from hypothesis import strategies as st
from sandbox_calls import key_pem

from flowdsl.platform.graph import GraphClient
from flowdsl.platform.keys import BadKey, PublicKey, read_key, read_key_file
from flowdsl.problems import FlowError
from flowdsl.testing.graph_server import Sandbox

PEM = key_pem()
OTHER = key_pem()
SECRET = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
PRIVATE = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"
# A key of an elliptic curve, and an RSA key of 1,024 bits with a made-up number.
EC = base64.b64decode(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    "EVs/o5+uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg=="
)
SMALL = bytes.fromhex("30819f300d06092a864886f70d010101050003818d0030818902818100")
SMALL += b"\xc1" * 128 + bytes.fromhex("0203010001")


@pytest.fixture
def project(project: Project, server: Sandbox) -> Project:
    """A project with a phone number that has no key."""
    project.environment(phone_number_id=server.phone_number_id)
    return project


def fingerprint(pem: str) -> str:
    return hashlib.sha256(base64.b64decode("".join(pem.split("\n")[1:-1]))).hexdigest()


def as_pem(der: bytes) -> str:
    return PublicKey(der=der).pem


def stored(server: Sandbox) -> str | None:
    """Return the fingerprint of the key that the number has."""
    pem = server.state()["accounts"][0]["phone_numbers"][0]["public_key"]
    return fingerprint(pem.strip()) if pem else None


@pytest.mark.parametrize(
    "data",
    [
        PEM.encode(),
        PEM.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PEM.encode(),
        f"\n  {PEM}  \n\n".encode(),
    ],
)
def test_a_key_is_set_whatever_its_line_ends_are(project: Project, data: bytes) -> None:
    """What is uploaded has plain line ends; then the key is there, is valid, and is the same."""
    (project.folder / "my key.pem").write_bytes(data)
    set_ = project.run("keys", "dev", "--set", "my key.pem")
    assert set_.exit_code == 0, set_.output
    assert fingerprint(PEM) in set_.stdout
    assert stored(project.sandbox) == fingerprint(PEM)
    again = project.run("keys", "dev", "--set", "my key.pem")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "there is nothing to do")


REFUSED = {
    "private": (PRIVATE.encode(), "private key"),
    "both": (f"{PEM}\n{PRIVATE}".encode(), "private key"),
    "utf-16": (PRIVATE.encode("utf-16"), "UTF-16"),
    "der": (SMALL, "DER"),
    "certificate": (b"-----BEGIN CERTIFICATE-----\nAAAA\n", "openssl x509"),
    "older": (b"-----BEGIN RSA PUBLIC KEY-----\nAAAA\n", "RSAPublicKey_in -in 'a key.pem'"),
    "empty": (b" \n", "it is empty"),
    "large": (b"a" * 70_000, "more than 64 KB"),
    "text": (b"ssh-rsa AAAA", "-----BEGIN PUBLIC KEY-----"),
    "no base64": (PEM.replace("A", "!", 1).encode(), "no base64"),
    "curve": (as_pem(EC).encode(), "no RSA key"),
    "small": (as_pem(SMALL).encode(), "an RSA key of 1,024 bits"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_public_key_is_neither_sent_nor_shown(project: Project, name: str) -> None:
    """A sentence says what the file is; nothing of it is in the output, or on the server."""
    data, said = REFUSED[name]
    (project.folder / "a key.pem").write_bytes(data)
    refused = project.run("keys", "dev", "--set", "a key.pem", "--yes")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("error: a key.pem: ")
    assert said in refused.stderr
    assert SECRET[:12] not in refused.output
    assert stored(project.sandbox) is None


def test_an_exception_holds_nothing_of_a_private_key(tmp_path: Path) -> None:
    """Neither the error nor a frame of its traceback has the bytes that were read."""
    file = tmp_path / "private.pem"
    file.write_text(PRIVATE, encoding="ascii")
    with pytest.raises(BadKey) as caught:
        read_key_file(file)
    assert caught.value.__context__ is None
    frames = []
    trace = caught.value.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    kept = [repr(frame.f_locals) for frame in frames if "platform" in frame.f_code.co_filename]
    assert kept
    assert not any(SECRET in each for each in kept)


def test_another_key_is_replaced_only_by_who_agrees(project: Project) -> None:
    """It asks with both fingerprints, and nothing is sent where nobody says yes."""
    project.write("one.pem", PEM)
    project.write("other.pem", OTHER)
    assert project.run("keys", "dev", "--set", "one.pem").exit_code == 0
    for answer, code in (("n\n", 1), ("", 2)):
        refused = project.run("keys", "dev", "--set", "other.pem", answer=answer)
        assert refused.exit_code == code
        assert fingerprint(PEM) in refused.stderr
        assert fingerprint(OTHER) in refused.stderr
        assert stored(project.sandbox) == fingerprint(PEM)
    assert project.run("keys", "dev", "--set", "other.pem", answer="y\n").exit_code == 0
    assert stored(project.sandbox) == fingerprint(OTHER)
    assert project.run("keys", "dev", "--set", "one.pem", "--yes").exit_code == 0
    assert stored(project.sandbox) == fingerprint(PEM)


def test_a_key_that_meta_has_not_signed_is_set_again(
    project: Project, server: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mismatch is told with what to do; the same key is sent again without a question."""
    project.write("one.pem", PEM)
    assert project.run("keys", "dev", "--set", "one.pem").exit_code == 0
    server.control.arrange_number(server.phone_number_id, {"key_status": "MISMATCH"})
    shown = project.run("keys", "dev")
    assert shown.exit_code == 0
    assert "signature MISMATCH" in shown.stdout
    assert "--set" in shown.stderr
    with monkeypatch.context() as patched:
        patched.setattr(GraphClient, "set_public_key", lambda *_: None)
        failed = project.run("keys", "dev", "--set", "one.pem")
    assert failed.exit_code == 1
    assert "Meta has not signed" in failed.stderr
    assert project.run("keys", "dev", "--set", "one.pem").exit_code == 0
    assert "signature VALID" in project.run("keys", "dev").stdout


def test_the_whole_key_is_shown_only_where_asked_for(project: Project) -> None:
    """Text and JSON have the fingerprint; the key itself comes with --pem."""
    assert project.json("keys", "dev")["key"] is None
    assert "no public key" in project.run("keys", "dev").stdout
    project.write("one.pem", PEM)
    document = project.json("keys", "dev", "--set", "one.pem")
    assert document == {
        "format": 1,
        "environment": "dev",
        "phone_number_id": project.sandbox.phone_number_id,
        "key": {
            "signature_status": "VALID",
            "is_valid": True,
            "sha256": fingerprint(PEM),
            "bits": 2048,
        },
        "is_set": True,
    }
    assert "BEGIN" not in project.run("keys", "dev").output
    shown = project.json("keys", "dev", "--pem")["key"]["pem"]
    assert fingerprint(shown.strip()) == fingerprint(PEM)
    assert project.run("keys", "dev", "--pem").stdout.endswith(shown)


def test_the_number_comes_from_the_environment_or_the_option(project: Project) -> None:
    """Without one there is a sentence; one that is none, or not there, is said."""
    number = project.sandbox.phone_number_id
    project.environment()
    without = project.run("keys", "dev")
    assert without.exit_code == 2
    assert "phone_number_id" in without.stderr
    assert project.run("keys", "dev", "--phone-number", number).exit_code == 0
    assert project.run("keys", "dev", "--phone-number", "../1").exit_code == 2
    assert project.run("keys", "dev", "--phone-number", "123").exit_code == 1
    assert project.run("keys", "dev", "--set", "nowhere.pem").exit_code == 2


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_a_key_fail(der: bytes) -> None:
    """Whatever DER is, there is a fingerprint, and a PEM that says the same bytes."""
    key = PublicKey(der=der)
    assert key.bits is None or key.bits >= 0
    if der:
        assert read_key(key.pem) == key
        assert read_key(key.pem.replace("\n", "\r\n")).sha256 == hashlib.sha256(der).hexdigest()


@given(st.text())
def test_no_text_makes_reading_a_key_fail(text: str) -> None:
    """A text is a key, or an error that is ours."""
    with contextlib.suppress(FlowError):
        read_key(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----")
