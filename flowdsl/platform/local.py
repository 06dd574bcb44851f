"""Where the local Flows API is unless told otherwise, so that projects can name it beforehand."""

from typing import Final

__all__ = [
    "ENVIRONMENT",
    "FIRST_ACCOUNT",
    "FIRST_APPLICATION",
    "FIRST_ID",
    "FIRST_PHONE_NUMBER",
    "HOST",
    "PORT",
    "TOKEN_VARIABLE",
]

HOST: Final = "127.0.0.1"
"""Where a server can be reached: from this machine alone."""

PORT: Final = 8765
"""The port of `flowdsl sandbox`."""

ENVIRONMENT: Final = "sandbox"
"""What new projects call it."""

TOKEN_VARIABLE: Final = "FLOWDSL_ACCESS_TOKEN"  # noqa: S105  # The name, and no token.
"""The environment variable that new projects look for the token in."""

FIRST_ID: Final = 10**16
"""The ids are above 2 ** 53, so that a client that reads them as floats goes wrong here, too."""

FIRST_ACCOUNT: Final = str(FIRST_ID + 1)
"""The id of the first WhatsApp Business Account of every new database."""

FIRST_APPLICATION: Final = str(FIRST_ID + 3)
"""The id of the app that can be connected to its flows."""

FIRST_PHONE_NUMBER: Final = str(FIRST_ID + 4)
"""The id of its phone number."""
