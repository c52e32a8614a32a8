"""The two figures of identity: how many joins are wrong, and how many names whose model is held are joined.

    python -m tests.identity_figures

The names are those of the sources, with spellings that no source has yet, labelled without looking at the rules.
docs/methods/identity.md says which sets the rules were written with, and what each gave when it was first looked at.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.identity.index import identity_of
from catalog.identity.resolve import Identity, Name
from catalog.store import open_bundle
from etl.bundle import BUNDLE

HALVES = tuple(sorted(path.stem for path in (Path(__file__).parent / "identity").glob("*.csv")))
FOLDER = Path(__file__).parent / "identity"


@dataclass(frozen=True, slots=True)
class Label:
    """One name with the models that it may be joined to; none where it must stay unresolved."""

    name: Name
    right: frozenset[str]
    must_join: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How a set of names fared."""

    names: int
    joined: int
    wrong: tuple[str, ...]
    held: int
    missed: tuple[str, ...]

    @property
    def wrong_percent(self) -> float:
        """Return the share of joins that are wrong."""
        return 100 * len(self.wrong) / max(self.joined, 1)

    @property
    def joined_percent(self) -> float:
        """Return the share of names whose model the snapshot holds that were joined to it."""
        return 100 * (self.held - len(self.missed)) / max(self.held, 1)


def labels(half: str) -> Iterator[Label]:
    """Yield the labelled names of one half."""
    with (FOLDER / f"{half}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            right = frozenset({row["model_id"], *row["also_right"].split("|")} - {""})
            yield Label(Name(row["name"], row["developer"] or None), right, bool(row["model_id"]))


def measure(identity: Identity, half: str) -> Figures:
    """Resolve every name of one half."""
    names, joined, held = 0, 0, 0
    wrong: list[str] = []
    missed: list[str] = []
    for label in labels(half):
        names += 1
        met = identity.resolve(label.name)
        is_right = met.model_id in label.right or (met.hub_repo_id or "").lower() in label.right
        is_held = label.must_join and any(model_id in identity for model_id in label.right)
        held += is_held
        joined += met.model_id is not None
        if met.model_id is not None and not is_right:
            wrong.append(f"{label.name.text} -> {met.model_id}, not {' or '.join(sorted(label.right)) or 'any model'}")
        if is_held and not (met.model_id and is_right):
            missed.append(label.name.text)
    return Figures(names, joined, tuple(wrong), held, tuple(missed))


def main() -> int:
    """Print both figures of both halves."""
    identity = identity_of(open_bundle(BUNDLE))
    for half in HALVES:
        found = measure(identity, half)
        wrong = f"{len(found.wrong)} of {found.joined} joins wrong ({found.wrong_percent:.1f} %)"
        held = f"{found.held - len(found.missed)} of {found.held} held models joined ({found.joined_percent:.1f} %)"
        print(f"{half}: {found.names} names; {wrong}; {held}")
        if "--verbose" in sys.argv:
            print("\n".join([*found.wrong, *(f"missed: {name}" for name in found.missed)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
