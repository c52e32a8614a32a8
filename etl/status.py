"""What each source last gave, from the snapshot and from refreshes since that published nothing new."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from catalog.records import Outcome
from etl.heartbeat import heartbeat
from etl.raw import write_atomically
from etl.snapshots import read_tables

KEYS = (
    "source_id",
    "outcome",
    "reason",
    "as_of",
    "rows",
    "rejected",
    "fetched_at",
    "cadence_days",
    "is_frozen",
    "licence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOutcome:
    """What came of asking a source, and when that was (ISO, UTC; None where it is not known)."""

    outcome: Outcome
    reason: str | None = None
    checked_at: str | None = None


def last_outcomes(folder: Path) -> dict[str, LastOutcome]:
    """Return what came of asking each source the last time; nothing where no refresh noted it, or not readably."""
    try:
        noted = json.loads(_note(folder).read_text(encoding="utf-8"))
        return {
            source_id: LastOutcome(**entry)
            for source_id, entry in noted.items()
            if entry["outcome"] in get_args(Outcome)
        }
    except (FileNotFoundError, ValueError, AttributeError, TypeError, KeyError):
        return {}


def note_outcomes(folder: Path, outcomes: Mapping[str, LastOutcome]) -> None:
    """Note what came of asking each source, so that `status` knows of a refresh that published nothing new."""
    noted = {source_id: asdict(one) for source_id, one in outcomes.items()}
    write_atomically(_note(folder), json.dumps(noted, indent=1).encode())


def _note(folder: Path) -> Path:
    return folder / "raw" / "outcomes.json"


def status_of(snapshot: Path, folder: Path) -> dict[str, Any]:
    """Return the snapshot's name, one entry a source with the outcome of the last time it was asked, and `schedule`.

    That is None where none runs; `stuck` in it says why it does not work, None where it does.
    """
    later = last_outcomes(folder)
    tables = read_tables(snapshot, ["sources", "unresolved"])
    rows, nameless = tables["sources"], tables["unresolved"].groupby("source_id").size()
    sources = []
    for row in rows.sort_values("source_id").to_dict("records"):
        entry = {key: row[key] for key in KEYS} | {"checked_at": None}
        entry["unresolved_names"] = int(nameless.get(row["source_id"], 0))
        last = later.get(row["source_id"])
        sources.append(entry | (asdict(last) if last else {}))
    beat = heartbeat(folder)
    schedule = asdict(beat) | {"stuck": beat.why_stuck(datetime.now(tz=UTC))} if beat else None
    return {"snapshot": snapshot.name, "sources": sources, "schedule": schedule}
