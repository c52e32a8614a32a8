"""Curated tables that a test makes."""

import csv
import io
from collections.abc import Mapping


def body_of(*rows: Mapping[str, str]) -> bytes:
    """Return rows of text as the bytes of a CSV file; the first row's keys are the columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
