"""The two figures of identity: how many joins are wrong, and how many names whose model is held are joined.

    python -m tests.identity_figures

Ends with status 1 where they are worse than stated below: a rule that mends one name must not spoil two others.

The names are those of the sources, with spellings that no source has yet, labelled without looking at the rules.
docs/methods/identity.md says which sets the rules were written with, and what each gave when it was first looked at.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.identity.index import identity_of
from catalog.identity.resolve import Identity, Name
from catalog.store import open_bundle
from etl.bundle import BUNDLE

HALVES = tuple(sorted(path.stem for path in (Path(__file__).parent / "identity").glob("*.csv")))
FOLDER = Path(__file__).parent / "identity"
# Of what the labelled names are, as a refresh knows it by their source: boards and prices of what answers.
SOLD = frozenset({"litellm", "models_dev", "openrouter", "model_prices", "genai_prices", "seller"})
SERVED = frozenset(
    {*("aider", "lmarena", "livebench", "bfcl", "vectara", "tau2", "mlperf", "llmstats", "artificial_analysis", "slug")}
)
# What is stated of all sets together (docs/methods/identity.md): raise or lower them with the page.
WRONG_PERCENT_AT_MOST = 0.6
JOINED_PERCENT_AT_LEAST = 96.0


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
            name, style = row["name"], row["style"]
            is_repo = "/" in name and name != name.lower()
            is_served = style in SERVED or (style in SOLD and not is_repo)
            named = Name(name, row["developer"] or None, is_served=is_served, is_sold=style in SOLD)
            yield Label(named, right, bool(row["model_id"]))


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


def together(sets: Iterable[Figures]) -> Figures:
    """Return the figures of all sets as of one."""
    sets = list(sets)
    return Figures(
        names=sum(figures.names for figures in sets),
        joined=sum(figures.joined for figures in sets),
        wrong=tuple(text for figures in sets for text in figures.wrong),
        held=sum(figures.held for figures in sets),
        missed=tuple(text for figures in sets for text in figures.missed),
    )


def worse_than_stated(figures: Figures) -> list[str]:
    """Return what is worse than stated, one sentence each; nothing where all is well."""
    complaints = []
    if figures.wrong_percent > WRONG_PERCENT_AT_MOST:
        complaints.append(
            f"{figures.wrong_percent:.2f} % of joins are wrong; stated is at most {WRONG_PERCENT_AT_MOST} %."
        )
    if figures.joined_percent < JOINED_PERCENT_AT_LEAST:
        complaints.append(
            f"{figures.joined_percent:.2f} % of held models are joined; stated is at least {JOINED_PERCENT_AT_LEAST} %."
        )
    return complaints


def line_of(title: str, figures: Figures) -> str:
    """Return both figures as one line."""
    wrong = f"{len(figures.wrong)} of {figures.joined} joins wrong ({figures.wrong_percent:.1f} %)"
    held = f"{figures.held - len(figures.missed)} of {figures.held} held models joined ({figures.joined_percent:.1f} %)"
    return f"{title}: {figures.names} names; {wrong}; {held}"


def main(identity: Identity) -> int:
    """Print both figures of each set and of all; return 1 where they are worse than stated."""
    sets = {half: measure(identity, half) for half in HALVES}
    for half, figures in sets.items():
        print(line_of(half, figures))
        if "--verbose" in sys.argv:
            print("\n".join([*figures.wrong, *(f"missed: {name}" for name in figures.missed)]))
    total = together(sets.values())
    print(line_of("all", total))
    complaints = worse_than_stated(total)
    for complaint in complaints:
        print(f"{complaint} `python -m tests.identity_figures --verbose` lists the names.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(identity_of(open_bundle(BUNDLE))))
