"""Lineage that no tag states, and the domains that cards state: read by a person, in datasets/lineage.csv.

It comes with the program, so asking it asks nobody. Rows that say that a repository is a copy of another are no edges:
they join names, in the graph of catalog.lineage.
"""

from collections.abc import Sequence

from catalog.errors import CuratedError
from catalog.records import LineageEdge, VariantDomain
from catalog.store import DATASETS
from catalog.variants.lineage import EDGES, RELATIONS
from etl.errors import ParseError
from etl.source import Answer, Batch, Door, Source

FILE = "datasets/lineage.csv"


def fetch(door: Door) -> Sequence[Answer]:
    """Take the file that comes with the program."""
    return [door.keep(FILE, (DATASETS / "lineage.csv").read_bytes())]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read the edges, and the domains that their evidence states."""
    batch = Batch()
    for answer in answers:
        try:
            edges = EDGES.read({answer.url: answer.body})
        except CuratedError as error:
            raise ParseError(str(error)) from error
        for edge in edges:
            relation = next((relation for relation in RELATIONS if relation == edge.relation), None)
            if relation is None:
                continue
            batch.add(
                LineageEdge(
                    child=edge.child,
                    parent=edge.parent,
                    relation=relation,
                    evidence="curated",
                    evidence_url=edge.evidence_url,
                )
            )
            for domain in edge.domains:
                reason = f"card: {edge.why}"
                batch.add(VariantDomain(hub_repo_id=edge.child, domain=domain, reason=reason))
    return batch


SOURCE = Source(
    source_id="curated_lineage",
    title="Lineage read by hand",
    publisher="Shortlist",
    url="https://huggingface.co/models",
    licence="Apache-2.0, as the program",
    attribution="Lineage that a person has read in model cards and papers; each row links its evidence",
    cadence_days=365,
    fetch=fetch,
    parse=parse,
    min_rows=300,
)
