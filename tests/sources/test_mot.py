"""Facts about reading the Model Openness Tool."""

import gzip
import io
import tarfile
from datetime import date
from typing import Any

import pytest
import yaml

from catalog.records import OpennessVerdict
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import mot
from tests.recordings import answers_of


def packed(stem: str, **release: Any) -> Answer:  # noqa: ANN401 - YAML
    body = yaml.safe_dump({"framework": {"version": "1.0"}, "release": release}).encode()
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        member = tarfile.TarInfo(f"model_openness_tool-main/models/{stem}.yml")
        member.size = len(body)
        archive.addfile(member, io.BytesIO(body))
    return Answer(url=mot.URL, body=gzip.compress(plain.getvalue()), last_modified=date(2026, 5, 11))


def recorded() -> Batch:
    return mot.parse(answers_of("mot"))


def verdicts(batch: Batch, subject: str) -> dict[str, OpennessVerdict]:
    return {f.record.criterion: f.record for f in batch.found if f.record.subject == subject}


def test_every_model_is_judged_on_all_17_components() -> None:
    amber = verdicts(recorded(), "Amber 7B")
    assert set(amber) == set(mot.COMPONENTS)
    assert len(amber) == 17


def test_a_component_under_an_open_licence_is_open_and_one_that_is_not_listed_is_closed() -> None:
    mistral = verdicts(recorded(), "Mistral-7B-v0.1")
    assert mistral["Model parameters (Final)"].verdict == "open"
    assert mistral["Model parameters (Final)"].licence_id == "apache-2.0"
    assert mistral["Datasets"].verdict == "closed"


def test_a_component_without_an_open_licence_is_partial() -> None:
    bio = verdicts(recorded(), "BioMedGPT 2.7B")
    assert bio["Model parameters (Final)"].verdict == "partial"
    assert bio["Model parameters (Final)"].licence_id == "bigscience-bloom-rail-1.0"
    assert bio["Model card"].verdict == "partial"
    assert bio["Model card"].licence_id is None  # "unlicensed"


def test_the_releases_licence_holds_for_components_without_their_own() -> None:
    granite = verdicts(recorded(), "Granite-4.1")
    assert granite["Model parameters (Final)"].verdict == "open"
    gpt = verdicts(recorded(), "GPT-4")
    assert gpt["Model parameters (Final)"].verdict == "closed"  # the release is proprietary


def test_a_component_that_is_not_included_is_closed() -> None:
    assert verdicts(recorded(), "GPT-3.5")["Model parameters (Final)"].verdict == "closed"


def test_a_claim_without_any_address_is_unknown() -> None:
    claude = verdicts(recorded(), "Claude-2")
    assert claude["Model parameters (Final)"].verdict == "unknown"  # the entry says MIT
    assert claude["Datasets"].verdict == "closed"


def test_a_link_to_another_model_is_not_taken() -> None:
    batch = recorded()
    repos = {f.record.subject: f.record.hub_repo_id for f in batch.found}
    assert repos["dbrx-instruct 132B"] is None  # links a DeepSeek model
    assert repos["CodeGemma-7B"] is None  # links the 2B
    assert repos["Mistral-7B-v0.1"] == "mistralai/Mistral-7B-v0.1"  # an id without an address


def test_an_entry_named_after_another_size_is_rejected() -> None:
    reasons = dict(recorded().rejected)
    assert "Qwen2.5-32B-Instruct" in reasons["the name and the file's name are of different sizes"]


def test_the_size_is_part_of_the_name_only_where_the_name_has_none() -> None:
    names = {f.name.text for f in recorded().found if f.name}
    assert "Amber 7B" in names
    assert "GPT-J 6B" in names
    assert "Mistral-7B-v0.1" in names


def test_a_component_that_the_framework_does_not_have_is_rejected() -> None:
    components = [{"name": "Training code", "license": "MIT"}, {"name": "Moon phase", "license": "MIT"}]
    batch = mot.parse([packed("A", name="A", repository="https://example.org/a", components=components)])
    assert batch.rejected == [("not a component of the framework", "A.yml: Moon phase")]
    assert verdicts(batch, "A")["Training code"].evidence_url == "https://example.org/a"


def test_a_file_without_a_release_is_rejected_and_nothing_else_is_refused() -> None:
    with pytest.raises(ParseError, match="expected, found none"):
        mot.parse([packed("A")])


def test_an_answer_that_is_no_archive_is_refused() -> None:
    with pytest.raises(ParseError, match=r"tar\.gz"):
        mot.parse([Answer(url=mot.URL, body=b"<p>")])
