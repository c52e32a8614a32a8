"""How the doors for programs are set: environment variables, read once at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import RateLimitItem, parse

from catalog.errors import ShortlistError

USUAL_RATE = "240/minute"


class SettingError(ShortlistError):
    """A setting that cannot be read. The message names the variable."""

    code = "bad_setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How programs are let in.

    Attributes:
        tokens: each lets a program in; where there are none, everybody is let in, unless `sign_in`.
        sign_in: people must sign in; without a token no program is let in then.
        rate: how often a program may ask.
        origins: the websites whose pages may ask from a browser; none by default.
        hosts: the names under which the server is reached, for MCP; its own machine always may.
    """

    tokens: tuple[str, ...] = ()
    sign_in: bool = False
    rate: RateLimitItem
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def settings_of(environment: Mapping[str, str] = os.environ, *, sign_in: bool = False) -> Settings:
    """Return the settings that environment variables state.

    Args:
        environment: the variables.
        sign_in: whether people must sign in.

    Raises:
        SettingError: SHORTLIST_API_RATE is no rate.
    """
    rate = environment.get("SHORTLIST_API_RATE") or USUAL_RATE
    try:
        parsed = parse(rate)
    except ValueError as error:
        message = f"SHORTLIST_API_RATE: a rate such as {USUAL_RATE} expected, found {rate!r}."
        raise SettingError(message) from error
    host = urlsplit(environment.get("SHORTLIST_ADDRESS", "")).netloc
    return Settings(
        tokens=_listed(environment, "SHORTLIST_API_TOKENS"),
        sign_in=sign_in,
        rate=parsed,
        origins=_listed(environment, "SHORTLIST_API_ORIGINS"),
        hosts=(host,) if host else (),
    )


def _listed(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in environment.get(name, "").replace(",", " ").split() if part)
