"""Facts that a person has read: those of datasets/facts.csv, and the active parameters of datasets/shapes.csv.

They come with the program, so asking asks nobody.
"""

from collections.abc import Sequence

from catalog.curated.facts import CURATED_FACTS
from catalog.errors import CuratedError
from catalog.hosting.shapes import SHAPES
from catalog.identity.resolve import Name
from catalog.records import ModelFact
from catalog.store import DATASETS
from etl.errors import ParseError
from etl.source import Answer, Batch, Door, Source

FACTS_FILE, SHAPES_FILE = "datasets/facts.csv", "datasets/shapes.csv"


def fetch(door: Door) -> Sequence[Answer]:
    """Take the files that come with the program."""
    return [door.keep(file, (DATASETS / file.rpartition("/")[2]).read_bytes()) for file in (FACTS_FILE, SHAPES_FILE)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read the facts, each with its evidence."""
    batch = Batch()
    try:
        for answer in answers:
            if answer.url == FACTS_FILE:
                _add_facts(batch, answer)
            else:
                _add_active_parameters(batch, answer)
    except CuratedError as error:
        raise ParseError(str(error)) from error
    return batch


def _add_facts(batch: Batch, answer: Answer) -> None:
    for row in CURATED_FACTS.read({answer.url: answer.body}):
        fact = ModelFact(
            fact=row.fact,
            value=row.value,
            model_name=row.model_id,
            evidence_url=row.evidence_url,
            as_of=row.as_of,
        )
        batch.add(fact, Name(row.model_id))


def _add_active_parameters(batch: Batch, answer: Answer) -> None:
    for row in SHAPES.read({answer.url: answer.body}):
        if row.active_parameters is not None:
            repo = row.hub_repo_id
            fact = ModelFact(
                fact="active_parameters",
                value=str(row.active_parameters),
                model_name=repo,
                evidence_url=row.evidence_url,
            )
            batch.add(fact, Name(repo))


SOURCE = Source(
    source_id="curated_facts",
    title="Facts read by hand",
    publisher="Shortlist",
    url="https://huggingface.co/models",
    licence="Apache-2.0, as the program",
    attribution="Facts that a person has read in announcements, papers and licences; each links its evidence",
    cadence_days=365,
    fetch=fetch,
    parse=parse,
    min_rows=30,
)
