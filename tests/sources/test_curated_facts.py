"""Facts about the source of facts that a person has read."""

import pytest

from catalog.identity.resolve import Name
from catalog.records import ModelFact
from catalog.store import DATASETS
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import curated_facts

FACTS = "model_id,fact,value,as_of,evidence_url,note\n"
ONE = "acme/one,licence_id,mit,,https://acme.example/licence,\n"
SHAPES = "hub_repo_id,architecture,layers,kv_heads,head_dimension,active_parameters,precision,evidence_url,note\n"


def parsed(facts: str = "", shapes: str = "") -> list[tuple[ModelFact, Name | None]]:
    answers = [
        Answer(url=curated_facts.FACTS_FILE, body=(FACTS + facts).encode()),
        Answer(url=curated_facts.SHAPES_FILE, body=(SHAPES + shapes).encode()),
    ]
    return [(found.record, found.name) for found in curated_facts.parse(answers).found]


def test_a_fact_carries_its_evidence_and_the_models_name() -> None:
    stated = ModelFact(
        fact="licence_id", value="mit", model_name="acme/one", evidence_url="https://acme.example/licence"
    )
    assert parsed(ONE) == [(stated, Name("acme/one"))]


def test_active_parameters_of_a_curated_shape_are_a_fact() -> None:
    found = parsed(shapes="Acme/One,,,,,5000000000,,https://acme.example/paper,\n")
    assert [(fact.fact, fact.value, name) for fact, name in found] == [
        ("active_parameters", "5000000000", Name("Acme/One"))
    ]


def test_a_shape_without_active_parameters_states_no_fact() -> None:
    assert parsed(shapes="Acme/One,llama,2,1,4,,,https://acme.example/paper,\n") == []


@pytest.mark.parametrize(
    "row",
    [
        ONE.replace("mit", "no-such-licence"),
        ONE.replace("licence_id,mit", "release_date,May 2026"),
        ONE.replace("licence_id,mit", "parameters,7B"),
        ONE.replace("licence_id,mit", "weights,half"),
        ONE.replace("licence_id", "favourite_colour"),
        ONE * 2,
    ],
)
def test_a_wrong_row_refuses_the_file(row: str) -> None:
    with pytest.raises(ParseError, match=curated_facts.FACTS_FILE):
        parsed(row)


def test_the_files_that_come_with_the_program_are_read_whole() -> None:
    files = (curated_facts.FACTS_FILE, curated_facts.SHAPES_FILE)
    answers = [Answer(url=file, body=(DATASETS / file.rpartition("/")[2]).read_bytes()) for file in files]
    batch = curated_facts.SOURCE.batch(answers)
    assert batch.rejected == []
