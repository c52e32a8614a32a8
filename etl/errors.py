"""The errors of the ETL.

* EtlError
  + SourceError        a source answered badly; its last good rows are kept
    - FetchError       the answer did not arrive
    - ParseError       the answer is not of the promised shape
    - CheckError       the answer parses, but its rows break an invariant
    - MissingKeyError  the source needs a key that is not set; it is skipped
  + BuildError         nothing is published
  + LockedError        another refresh is running
  + UsageError         the command was called with something that does not exist
"""

from catalog.errors import ShortlistError


class EtlError(ShortlistError):
    """Base class of the ETL's errors."""

    code = "etl"


class SourceError(EtlError):
    """A source answered badly."""


class FetchError(SourceError):
    """The answer did not arrive."""


class ParseError(SourceError):
    """The answer is not of the shape that the source promised."""


class CheckError(SourceError):
    """The answer's rows break an invariant."""


class MissingKeyError(SourceError):
    """The source needs an environment variable that is not set."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"set {variable} to use this source")


class BuildError(EtlError):
    """The snapshot could not be built."""


class LockedError(EtlError):
    """Another refresh is running."""


class UsageError(EtlError):
    """The command names something that does not exist."""
