"""LMArena: ratings from people's votes between two anonymous answers, one Parquet file a leaderboard.

Traps: the plain subsets mix quality with length and formatting, so only their overall rating is kept beside the one
under style control; the `webdev` category repeats `overall` figure by figure; a name can stand twice in a category, and
then nothing tells its rows apart; names carry effort, and sometimes the harness, in parentheses. The search board adds
`-search` or `-grounding` to most names and says it of none that searches without being asked to; its `high` behind a
model of Perplexity is how much of the web is read, no effort; `api-` marks a model that is made to search.
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
from etl.reading import day, number, parquet_rows, refuse_off_elo, whole
from etl.source import Answer, Batch, Door, Source

REPO = "lmarena-ai/leaderboard-dataset"
RANKED = "_style_control"
BOARDS = ("text", "vision", "document", "search")
SUBSETS = (*BOARDS, *(f"{board}{RANKED}" for board in BOARDS), "webdev")
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
_HARNESS = re.compile(r"(.*\S)\s*\(([\w-]+)-harness\)")
_SEARCHING = re.compile(r"-(?:search|grounding)(?=-|$)")
_PERPLEXITY = re.compile(r"ppl-(.*?)(?:-(low|medium|high))?")


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
    if subset in BOARDS:
        return f"lmarena_{subset}_raw_overall" if slug == "overall" else None
    if subset == "webdev":
        kept = {"overall": "webdev_arena", "webdev": None}
        return kept.get(slug, f"lmarena_webdev_{slug.removeprefix('webdev_')}")
    return f"lmarena_{subset.removesuffix(RANKED)}_{slug}"


def _model_and_harness(board_name: str, benchmark_id: str) -> tuple[str, str | None]:
    """Return what a name says of the model, and how it was asked."""
    in_harness = _HARNESS.fullmatch(board_name)
    if in_harness:
        return in_harness[1], in_harness[2]
    if not benchmark_id.startswith("lmarena_search_"):
        return board_name, None
    perplexity = _PERPLEXITY.fullmatch(board_name)
    if perplexity:
        return perplexity[1], f"web search, {perplexity[2]} context" if perplexity[2] else "web search"
    if board_name.startswith("api-"):
        return board_name.removeprefix("api-"), "web search"
    return _SEARCHING.sub("", board_name), "web search"


def _add(batch: Batch, row: dict[str, Any], benchmark_id: str, answer: Answer) -> None:
    name = (row["model_name"] or "").strip()
    example = f"{name}, {benchmark_id}, {row['rating']} [{row['rating_lower']}, {row['rating_upper']}]"
    try:
        value, low, high = (number(row[key], key) for key in ("rating", "rating_lower", "rating_upper"))
    except ParseError:
        batch.reject("the rating or its interval is not a number", example)
        return
    refuse_off_elo(value, name, answer.url)
    if not name or not low <= value <= high:
        batch.reject("the interval does not hold the rating" if name else "the row has no model name", example)
        return
    text, harness = _model_and_harness(name, benchmark_id)
    named = Name(text, developer=row["organization"] or None)
    batch.add(
        Score(
            benchmark_id=benchmark_id,
            value=value,
            low=low,
            high=high,
            samples=whole(row["vote_count"], "vote_count"),
            evidence="preference",
            harness=harness,
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
