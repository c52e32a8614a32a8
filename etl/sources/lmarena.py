"""LMArena: ratings from people's votes between two anonymous answers, one Parquet file a leaderboard.

Traps: the plain `text` subset mixes quality with length and formatting, so only its overall rating is kept beside
`text_style_control`; the `webdev` category repeats `overall` figure by figure; a name can stand twice in a category,
and then nothing tells its rows apart; names carry effort, and sometimes the harness, in parentheses.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Score, Weights
from etl.errors import ParseError
from etl.hub import dataset_files
from etl.reading import day, number, parquet_rows, shown, whole
from etl.source import Answer, Batch, Door, Source

REPO = "lmarena-ai/leaderboard-dataset"
SUBSETS = ("text", "text_style_control", "webdev", "vision")
COLUMNS = (
    "category",
    "model_name",
    "organization",
    "license",
    "rating",
    "rating_lower",
    "rating_upper",
    "vote_count",
    "leaderboard_publish_date",
)
LOWEST_RATING, HIGHEST_RATING = 100, 4000
_HARNESS = re.compile(r"(.*\S)\s*\(([\w-]+)-harness\)")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the newest file of each leaderboard."""
    return dataset_files(door, REPO, [f"{subset}/latest-*.parquet" for subset in SUBSETS])


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model in each category."""
    batch = Batch()
    for answer in answers:
        subset = answer.url.rsplit("/", 2)[-2]
        if subset not in SUBSETS:
            message = f"{answer.url}: a leaderboard of {SUBSETS} expected, found {subset!r}"
            raise ParseError(message)
        rows = parquet_rows(answer, COLUMNS)
        times = Counter((row["category"], row["model_name"]) for row in rows)
        for row in rows:
            benchmark_id = _benchmark_id(subset, str(row["category"]))
            if benchmark_id is None:
                continue
            example = f"{row['model_name']}, {subset}, {row['category']}"
            if benchmark_id not in benchmarks():
                batch.reject("the category is not a known benchmark", example)
            elif times[row["category"], row["model_name"]] > 1:
                batch.reject("the same name stands twice in one category", example)
            else:
                _add(batch, row, benchmark_id, answer)
    return batch


def _benchmark_id(subset: str, category: str) -> str | None:
    """Return the benchmark of a category, or None for one that is not kept."""
    slug = category.replace("-", "_")
    if subset == "text":
        return "lmarena_text_raw_overall" if slug == "overall" else None
    if subset == "webdev":
        kept = {"overall": "webdev_arena", "webdev": None}
        return kept.get(slug, f"lmarena_webdev_{slug.removeprefix('webdev_')}")
    return f"lmarena_{'vision' if subset == 'vision' else 'text'}_{slug}"


def _add(batch: Batch, row: dict[str, Any], benchmark_id: str, answer: Answer) -> None:
    name = (row["model_name"] or "").strip()
    example = f"{name}, {benchmark_id}, {row['rating']} [{row['rating_lower']}, {row['rating_upper']}]"
    try:
        value, low, high = (number(row[key], key) for key in ("rating", "rating_lower", "rating_upper"))
    except ParseError:
        batch.reject("the rating or its interval is not a number", example)
        return
    if not LOWEST_RATING <= value <= HIGHEST_RATING:
        message = f"{answer.url}: a rating on the Elo scale expected, found {shown(value)} for {name}"
        raise ParseError(message)
    if not name or not low <= value <= high:
        batch.reject("the interval does not hold the rating" if name else "the row has no model name", example)
        return
    in_harness = _HARNESS.fullmatch(name)
    named = Name(in_harness[1] if in_harness else name, developer=row["organization"] or None)
    batch.add(
        Score(
            benchmark_id=benchmark_id,
            value=value,
            low=low,
            high=high,
            samples=whole(row["vote_count"], "vote_count"),
            evidence="preference",
            harness=in_harness[2] if in_harness else None,
            model_name=name,
            as_of=day(row["leaderboard_publish_date"], answer.url) or answer.last_modified,
        ),
        named,
    )
    if benchmark_id == "lmarena_text_overall":
        fact = Model(weights=_weights(row["license"]), as_of=day(row["leaderboard_publish_date"], answer.url))
        batch.add(fact, named)


def _weights(licence: str | None) -> Weights | None:
    """Return whether the board calls a model proprietary; a name without a licence says nothing."""
    if not licence:
        return None
    return "closed" if licence.strip().lower() == "proprietary" else "open"


SOURCE = Source(
    source_id="lmarena",
    title="LMArena",
    publisher="LMArena",
    url="https://lmarena.ai/leaderboard",
    licence="CC-BY-4.0",
    attribution=f"Arena data by LMArena, CC BY 4.0, https://huggingface.co/datasets/{REPO}",
    cadence_days=7,
    fetch=fetch,
    parse=parse,
    min_rows=6000,
    serves=True,
)
