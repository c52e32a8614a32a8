"""What boards say that a task took: dollars or seconds."""

from etl.errors import ParseError
from etl.reading import optional_number, shown
from etl.source import Batch


def stated_amount(value: object, where: str, batch: Batch) -> float | None:
    """Return an amount, or None where the board states none: nothing, a dash, or 0.

    A text that is no number is one bad cell, which is rejected.

    Raises:
        ParseError: the amount is negative.
    """
    try:
        found = optional_number(value, where)
    except ParseError:
        batch.reject("the cost or the time of a task is not a number", f"{where}: {shown(value)}")
        return None
    if found is not None and found < 0:
        message = f"{where}: an amount of at least 0 expected, found {found:g}"
        raise ParseError(message)
    return found or None
