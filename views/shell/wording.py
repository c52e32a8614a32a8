"""Dates, ages and foreign text in words that are safe to show."""

import math
import re
from collections.abc import Sequence
from datetime import date

import pandas as pd

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&])")


def day(value: date | None) -> str:
    """Return a date as people write it: 9 Nov 2026; "no date" where there is none."""
    if value is None or pd.isna(value):
        return "no date"
    return f"{value.day} {value:%b %Y}"


def months(first: date, last: date) -> str:
    """Return the months from one day to another: "May to October 2026", "October 2026"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def one_line(text: object) -> str:
    """Return foreign text without line breaks, control characters and marks that turn the writing direction."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where something is left out."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def markdown_text(text: object) -> str:
    """Return foreign text so that Markdown shows it as it is: no link, no image, no formula, no HTML."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def asked_line(told: Sequence[str]) -> str:
    """Return what a page was asked for as Markdown. It quotes foreign text, shown as it is."""
    return f"Asked for: {markdown_text('; '.join(told))}."


def chart_text(text: object) -> str:
    """Return foreign text so that Plotly, which reads some HTML in labels, shows it as it is."""
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 model", "1,204 models"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def usd(value: float) -> str:
    """Return an amount in USD: two decimals from 1 dollar on and for whole cents, three figures below."""
    return f"${value:,.2f}" if value >= 1 or math.isclose(value, round(value, 2)) else f"${value:.3g}"


def figure(value: float) -> str:
    """Return a score as people read it: one decimal, three figures below 1."""
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"
