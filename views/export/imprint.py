"""What everything that people take away says of itself: what it shows, of which day, from whom, under which licence."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from catalog import queries
from views.shell.provenance import ABILITY, ESTIMATE, Ask, Part, origins
from views.shell.wording import day, one_line

LONGEST_FILE_NAME = 80


@dataclass(frozen=True, slots=True)
class Credit:
    """A source, as it wants to be named."""

    title: str
    licence: str
    as_of: date | None
    url: str
    attribution: str = ""
    may_be_passed_on: bool = True


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is said beside a chart or a table.

    Attributes:
        title: what it shows, or the question that it answers.
        gates: what was asked, in words: "Domain: Medical. Open weights only."
        counts: how many are shown of how many: "8 of 12 models".
        snapshot_day: the day of the snapshot; None for the figures that come with Shortlist.
        credits: where the figures are from.
        link: the address that restores the page, where there is one.
        estimates: which of the figures are our own estimates, made of what the sources publish.
    """

    title: str
    gates: str
    counts: str
    snapshot_day: date | None
    credits: tuple[Credit, ...] = ()
    link: str = ""
    estimates: tuple[str, ...] = ()


def showing(imprint: Imprint, ask: Ask, *parts: Part) -> Imprint:
    """Return an imprint with the sources of what is shown beside it, and of no other figures.

    Args:
        imprint: what else is said.
        ask: calls a query, and may remember what it found.
        parts: what is shown.
    """
    found = origins(ask, *parts)
    ids = frozenset().union(*found.values())
    estimates = (f"{ESTIMATE}.",) if ABILITY in found else ()
    return replace(imprint, credits=credits_of(ask(queries.sources), ids), estimates=estimates)


def credits_of(sources: pd.DataFrame, ids: frozenset[str]) -> tuple[Credit, ...]:
    """Return some sources as they want to be named, by title.

    Args:
        sources: every source, as `queries.sources` gives them.
        ids: which of them.
    """
    return tuple(
        Credit(
            title=source["title"],
            licence=source["licence"],
            as_of=None if pd.isna(source["as_of"]) else source["as_of"],
            url=source["url"],
            attribution=source["attribution"],
            may_be_passed_on=bool(source["may_redistribute"]),
        )
        for source in sources.to_dict("records")
        if source["source_id"] in ids
    )


def credit_line(credit: Credit) -> str:
    """Return a source in one line: the line that it asks for, its licence, its address and the day of its figures."""
    line = one_line(credit.attribution or credit.title)
    licence = one_line(credit.licence)
    stated = "no licence stated" if licence.startswith("none stated") else f"licence: {licence}"
    if _plain(licence) not in _plain(line) and stated not in line:
        line += f"; {stated}"
    if "https://" not in line:
        line += f"; {one_line(credit.url)}"
    line += f"; figures of {day(credit.as_of)}"
    return line if credit.may_be_passed_on else f"{line}; for your own use, not to be passed on"


def _plain(text: str) -> str:
    return text.casefold().replace("-", " ")


def standing(imprint: Imprint) -> str:
    """Return how many are shown and of which day: "8 of 12 models, Shortlist snapshot of 23 Nov 2026"."""
    made = imprint.snapshot_day
    return one_line(f"{imprint.counts}, {f'Shortlist snapshot of {day(made)}' if made else 'bundled with Shortlist'}")


def about(imprint: Imprint) -> dict[str, Any]:
    """Return the imprint as data, for formats that have a place for it. Days are ISO 8601, unknown is None."""
    return {
        "title": imprint.title,
        "gates": imprint.gates,
        "counts": imprint.counts,
        "snapshot_day": _iso(imprint.snapshot_day),
        "link": imprint.link or None,
        "made_with": "Shortlist",
        "own_estimates": list(imprint.estimates),
        "sources": [
            {
                "title": credit.title,
                "licence": credit.licence,
                "as_of": _iso(credit.as_of),
                "url": credit.url,
                "attribution": credit.attribution or credit.title,
                "may_be_passed_on": credit.may_be_passed_on,
            }
            for credit in imprint.credits
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def source_lines(imprint: Imprint) -> list[str]:
    """Return who published the figures, a line a source, and before them what is our own estimate."""
    return [*imprint.estimates, *map(credit_line, imprint.credits)]


def sources_text(imprint: Imprint) -> bytes:
    """Return the imprint as a text file, to lie beside a file that has no place for it (UTF-8 with a mark)."""
    told = [imprint.title, imprint.gates, standing(imprint), imprint.link]
    lines = [*(one_line(part) for part in told if part), "", "Sources", *source_lines(imprint)]
    return "\n".join([*lines, ""]).encode("utf-8-sig")


def file_name(imprint: Imprint, ending: str) -> str:
    """Return a name of plain ASCII that says what is in the file: the title and the snapshot's day."""
    plain = unicodedata.normalize("NFKD", imprint.title).encode("ascii", "ignore").decode().casefold()
    slug = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_FILE_NAME].rstrip("-") or "shortlist"
    return f"{slug}-{_iso(imprint.snapshot_day) or 'bundled'}.{ending}"
