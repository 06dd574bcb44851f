"""`flowdsl keys`: shows and sets the public key of a phone number."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowdsl.cli.account import AS_JSON, ENVIRONMENT, YES, agree, connected, print_json
from flowdsl.cli.common import FAILED, USAGE, fail, mistakes, note, printable

if TYPE_CHECKING:
    from flowdsl.cli.account import Account
    from flowdsl.platform.graph import EncryptionKey
    from flowdsl.platform.keys import PublicKey

KEYS_FORMAT = 1
"""The number of the structure of the JSON; another one is not compatible."""


@click.command("keys", short_help="Show or set the public key of a phone number.")
@ENVIRONMENT
@click.option(
    "--set",
    "file",
    metavar="FILE.pem",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Set the public key that is in FILE.pem.",
)
@click.option(
    "--phone-number",
    metavar="ID",
    help="The id of the phone number; by default the phone_number_id of the environment.",
)
@click.option("--pem", is_flag=True, help="Show the whole key, too.")
@YES
@AS_JSON
def command(
    environment: str,
    file: Path | None,
    phone_number: str | None,
    *,
    pem: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show or set the public key that WhatsApp encrypts for the endpoint of flows with.

    ENV is an environment of the project. It shows whether the phone number has a key, whether Meta
    has signed it, and its fingerprint: the SHA-256 of its bytes, which is also what
    `openssl pkey -pubin -in public.pem -outform DER | openssl dgst -sha256` prints.

    \b
    A pair of keys is made so; the private one stays with the endpoint:
      openssl genrsa -aes256 -out private.pem 2048
      openssl rsa -in private.pem -pubout -out public.pem
      flowdsl keys ENV --set public.pem

    Exit codes: 0 shown, set, or nothing to do; 1 it cannot be read or set, or Meta has not signed
    what was set; 2 the call is wrong.
    """
    from flowdsl.platform.graph.checks import checked_id
    from flowdsl.platform.keys import read_key_file

    with mistakes():
        wanted = read_key_file(file) if file is not None else None
    with connected(environment) as account:
        number = phone_number or account.environment.phone_number_id
        if number is None:
            fail(
                f'the environment "{environment}" has no phone_number_id: write it to '
                f"[tool.flowdsl.env.{environment}], or give --phone-number",
                USAGE,
            )
        with mistakes():
            checked_id(number, "--phone-number")
        found = account.client.public_key(number)
        is_set = wanted is not None and _set(account, number, found, wanted, yes=yes)
        if is_set:
            found = account.client.public_key(number)
    key = _read(found)
    if as_json:
        print_json(_document(environment, number, found, key, is_set=is_set, pem=pem))
    else:
        _show(number, found, key, pem=pem)
        if wanted is not None:
            click.echo("the key was set" if is_set else "there is nothing to do")
    if is_set and not found.is_valid:
        fail("Meta has not signed the key that was set", FAILED)


def _set(
    account: "Account", number: str, found: "EncryptionKey", wanted: "PublicKey", *, yes: bool
) -> bool:
    """Set a key, and return whether there was a need to.

    Args:
        account: The account.
        number: The id of the phone number.
        found: The key that it has.
        wanted: The key that it is to have.
        yes: Whether somebody has agreed already.
    """
    there = _read(found)
    is_same = there is not None and there.der == wanted.der
    if is_same and found.is_valid:
        return False
    if found.public_key is not None and not is_same:
        old = there.sha256 if there is not None else "which cannot be read"
        agree(
            [
                f"{number} has another key, {old}: it is replaced by {wanted.sha256}. The endpoint "
                "needs the private key of the new one from then on, and cannot decrypt what was "
                "encrypted with the old one without the old private key."
            ],
            yes=yes,
        )
    account.client.set_public_key(number, wanted.pem)
    return True


def _read(found: "EncryptionKey") -> "PublicKey | None":
    """Return the key of a phone number, None where there is none that can be read."""
    from flowdsl.platform.keys import read_key
    from flowdsl.problems import FlowError

    try:
        return read_key(found.public_key) if found.public_key is not None else None
    except FlowError:
        return None


def _show(number: str, found: "EncryptionKey", key: "PublicKey | None", *, pem: bool) -> None:
    from flowdsl.platform.graph.reading import shown

    if found.public_key is None:
        click.echo(f"{number}: no public key, which a flow with an endpoint needs")
        note("how to make one: flowdsl keys --help")
        return
    status = shown(found.signature_status or "not known")
    click.echo(printable(f"{number}: public key, signature {status}"))
    if key is not None:
        kind = f"RSA, {key.bits:,} bits" if key.bits is not None else "no RSA key"
        click.echo(f"    SHA-256: {key.sha256} ({kind})")
    else:
        click.echo("    it is no PEM that can be read")
    if not found.is_valid:
        note(
            "Meta has not signed this key for the number: set it again with --set, as after the "
            "number was registered anew; a number that was never registered for the Cloud API has "
            "to be registered first"
        )
    if pem and key is not None:
        click.echo(key.pem, nl=False)


def _document(
    environment: str,
    number: str,
    found: "EncryptionKey",
    key: "PublicKey | None",
    *,
    is_set: bool,
    pem: bool,
) -> "dict[str, Any]":
    """Return the key of a phone number as JSON has it; `key` is null where there is none."""
    shown: dict[str, Any] = {
        "signature_status": found.signature_status,
        "is_valid": found.is_valid,
        "sha256": key.sha256 if key else None,
        "bits": key.bits if key else None,
    }
    if pem:
        shown["pem"] = key.pem if key else None
    return {
        "format": KEYS_FORMAT,
        "environment": environment,
        "phone_number_id": number,
        "key": shown if found.public_key is not None else None,
        "is_set": is_set,
    }
