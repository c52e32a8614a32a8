"""ParseBench: pages of documents turned into text, tables and charts; one CSV by LlamaIndex.

Traps: LlamaIndex sells a parser and lists it with other products, which are not models and are left out (only the
categories "VLM - …" are read); the maker stands in front of a closed model's name, in place of Claude where that is
the family, and a Hub id beside an open one's; costs are cents a page and not dollars; the overall figure is the mean
of the five parts; a model that states no places on the page has 0 for them.
"""

from collections.abc import Sequence

from catalog.curated.developers import developer_id
from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.reading import csv_rows, refuse_fractions, score_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._task_costs import stated_amount

URL = "https://raw.githubusercontent.com/run-llama/ParseBench/main/leaderboard.csv"
OVERALL = "parsebench_overall"
COLUMNS = {
    "Overall": OVERALL,
    "Tables": "parsebench_tables",
    "Charts": "parsebench_charts",
    "Content_Faithfulness": "parsebench_content",
    "Semantic_Formatting": "parsebench_formatting",
    "Visual_Grounding": "parsebench_places",
}
CENTS = 100
FAMILY_OF = {"Anthropic": "Claude"}
_CATEGORY, _CLOSED = "VLM - ", "VLM - Proprietary"
_NEEDED = ("Provider", "Category", *COLUMNS, "Cost_Per_Page", "HF_Model_ID")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the scores of each model, and what a page cost."""
    batch = Batch()
    for answer in answers:
        values: list[float] = []
        for row in csv_rows(answer, _NEEDED):
            model = (row["Provider"] or "").strip()
            if not model:
                batch.reject("no model named", str(row)[:100])
            elif not (row["Category"] or "").startswith(_CATEGORY):
                batch.reject("a product or a library, not a model", model)
            else:
                values += _add(row, model, answer, batch)
        refuse_fractions(values, answer.url)
    return batch


def _add(row: dict[str, str], model: str, answer: Answer, batch: Batch) -> list[float]:
    """Add one model's scores and the cost of a page; return the scores' values."""
    name = _name(model, row)
    values = []
    for column, benchmark_id in COLUMNS.items():
        value = score_of(row[column], 100, f"{model}, {column}", batch)
        if value is not None:
            values.append(value)
            score = Score(
                benchmark_id=benchmark_id,
                value=value,
                evidence="measured",
                model_name=model,
                as_of=answer.last_modified,
            )
            batch.add(score, name)
    cents = stated_amount(row["Cost_Per_Page"], f"{model}, cents a page", batch)
    if cents:
        cost = TaskCost(
            benchmark_id=OVERALL,
            usd_per_task=cents / CENTS,
            evidence="measured",
            model_name=model,
            as_of=answer.last_modified,
        )
        batch.add(cost, name)
    return values


def _name(model: str, row: dict[str, str]) -> Name:
    """Return a model's name without its maker in front, and with thinking switched off as others write it."""
    text = model.replace("(Disable Thinking)", "(no thinking)")
    repo = (row["HF_Model_ID"] or "").strip() or None
    maker, _, rest = text.partition(" ")
    if row["Category"] == _CLOSED and rest and developer_id(maker):
        family = FAMILY_OF.get(maker)
        return Name(rest if family is None or family in rest else f"{family} {rest}", developer=maker)
    return Name(text, developer=repo.split("/")[0] if repo else None, hub_repo_id=repo)


SOURCE = Source(
    source_id="parsebench",
    title="ParseBench",
    publisher="LlamaIndex",
    url="https://github.com/run-llama/ParseBench",
    licence="Apache-2.0",
    attribution="ParseBench by LlamaIndex, Apache-2.0, https://github.com/run-llama/ParseBench",
    cadence_days=14,
    fetch=fetch,
    parse=parse,
    min_rows=200,
    serves=True,
)
