"""Facts about the source of lineage that a person has read."""

import pytest

from catalog.records import LineageEdge, VariantDomain
from catalog.store import DATASETS
from catalog.variants.lineage import curated_edges
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import curated_lineage

HEAD = "child,parent,relation,domains,evidence_url,why\n"
TUNED = "a/tuned,a/base,finetune,code math,https://huggingface.co/a/tuned,The card: tuned from a/base\n"
COPY = "b/base,a/base,copy,,https://huggingface.co/b/base,Renamed\n"


def answer(text: str) -> list[Answer]:
    return [Answer(url=curated_lineage.FILE, body=text.encode())]


def test_an_edge_and_the_domains_that_its_evidence_states_are_read() -> None:
    records = [found.record for found in curated_lineage.parse(answer(HEAD + TUNED)).found]
    edge = LineageEdge(
        child="a/tuned",
        parent="a/base",
        relation="finetune",
        evidence="curated",
        evidence_url="https://huggingface.co/a/tuned",
    )
    reason = "card: The card: tuned from a/base"
    assert records == [
        edge,
        VariantDomain(hub_repo_id="a/tuned", domain="code", reason=reason),
        VariantDomain(hub_repo_id="a/tuned", domain="math", reason=reason),
    ]


def test_a_copy_joins_names_and_is_no_edge() -> None:
    assert curated_lineage.parse(answer(HEAD + COPY)).found == []


@pytest.mark.parametrize(
    "text", [HEAD + TUNED.replace("finetune", "cousin"), "child,parent\na/b,a/c\n", HEAD + TUNED * 2]
)
def test_a_wrong_row_refuses_the_file(text: str) -> None:
    with pytest.raises(ParseError, match=curated_lineage.FILE):
        curated_lineage.parse(answer(text))


def test_the_file_that_comes_with_the_program_is_read_whole() -> None:
    whole = (DATASETS / "lineage.csv").read_bytes()
    batch = curated_lineage.SOURCE.batch([Answer(url=curated_lineage.FILE, body=whole)])
    edges = [found.record for found in batch.found if isinstance(found.record, LineageEdge)]
    assert len(edges) == sum(edge.relation != "copy" for edge in curated_edges())
    assert batch.rejected == []
