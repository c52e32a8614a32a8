"""EnterpriseOps-Gym: agents on the tools of offices (mail, calendar, tickets, customers); a table in a README.

Traps: a second table, under a heading of its own, holds the public 60 % of the tasks: parts of the same, and not read;
rows of one bold cell are headings; bold marks the best; Avg is the mean of the other columns and not read; a model is
offered the tools that a task needs and no others (oracle), so the figures are of acting and not of finding; `(Think)`
and `(Inst.)` stand behind a family and a size, of which there are several releases: the board does not say which.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.reading import refuse_fractions, score_of, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of, section

URL = "https://raw.githubusercontent.com/ServiceNow/EnterpriseOps-Gym/main/README.md"
TOOLS = ("Teams", "CSM", "Email", "ITSM", "Calendar", "HR", "Drive", "Hybrid")
_OPEN = re.compile(r"\((?:Think|Inst\.)\)$")
HARNESS = "oracle mode: only the tools that a task needs"


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the tables."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model and kind of tool."""
    batch = Batch()
    for answer in answers:
        board = section(text_of(answer), "Leaderboard", answer.url)
        values = []
        for row in rows_of(board, ("Model", *TOOLS), answer.url, batch):
            if _OPEN.search(row["Model"]):
                batch.reject("a family and a size that leave the release open", row["Model"])
                continue
            for tool in TOOLS:
                value = score_of(row[tool], 100, f"{row['Model']}, {tool}", batch)
                if value is None:
                    continue
                values.append(value)
                score = Score(
                    benchmark_id=f"enterpriseops_{tool.lower()}",
                    value=value,
                    evidence="measured",
                    harness=HARNESS,
                    model_name=row["Model"],
                    as_of=answer.last_modified,
                )
                batch.add(score, Name(row["Model"]))
        refuse_fractions(values, answer.url)
    return batch


SOURCE = Source(
    source_id="enterpriseops_gym",
    title="EnterpriseOps-Gym",
    publisher="ServiceNow AI Research",
    url="https://enterpriseops-gym.github.io/",
    licence="Apache-2.0",
    attribution="EnterpriseOps-Gym by ServiceNow AI Research, Apache-2.0, https://github.com/ServiceNow/EnterpriseOps-Gym",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=60,
    serves=True,
)
