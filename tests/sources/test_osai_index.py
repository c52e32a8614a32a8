"""Facts about reading the European Open Source AI Index."""

import gzip
import io
import tarfile
from datetime import date

import pytest

from catalog.records import OpennessVerdict
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import osai_index
from tests.recordings import answers_of

SYSTEM = """
system:
    name: Thing
    link: https://huggingface.co/org/Thing-7B
    type: {kind}
    basemodelname: {base}
    endmodelname: {end}
    endmodellicense: Apache-2.0
org:
    name: Org
weights_endmodel:
    class: open
    link: {weights}
paper:
    class: maybe
    link:
"""


def packed(**files: str) -> Answer:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, text in files.items():
            body = text.encode()
            member = tarfile.TarInfo(f"main-database-main/{name}.yaml")
            member.size, member.mtime = len(body), 1_770_000_000
            archive.addfile(member, io.BytesIO(body))
    return Answer(url=osai_index.URL, body=gzip.compress(plain.getvalue()))


def system(
    kind: str = "text",
    base: str = "Thing-Base",
    end: str = "Thing-7B",
    weights: str = "https://huggingface.co/org/Thing-7B",
) -> str:
    return SYSTEM.format(kind=kind, base=base, end=end, weights=weights)


def verdicts(batch: Batch, criterion: str) -> dict[str, OpennessVerdict]:
    return {f.record.subject: f.record for f in batch.found if f.record.criterion == criterion}


def test_every_criterion_of_a_text_system_has_a_verdict() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    judged = {f.record.criterion: f.record.verdict for f in batch.found if f.record.subject == "K2"}
    assert len(judged) == 12
    assert judged["weights_endmodel"] == "open"
    assert judged["paper"] == "closed"
    assert judged["licenses"] == "partial"


def test_the_licence_of_the_weights_and_the_evidence_are_kept() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    weights = verdicts(batch, "weights_endmodel")
    assert weights["Gemma"].licence_id == "gemma"
    assert weights["K2"].evidence_url == "https://huggingface.co/LLM360/K2-Think-V2"
    assert weights["K2"].as_of == date(2026, 6, 12)


def test_a_repository_is_taken_only_when_it_is_the_end_models() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    weights = verdicts(batch, "weights_endmodel")
    assert weights["Apertus"].hub_repo_id == "swiss-ai/Apertus-70B-Instruct-2509"
    assert weights["Saul"].hub_repo_id == "Equall/SaulLM-141B-Instruct"  # its weights link is another model's


def test_a_system_whose_end_model_and_base_are_swapped_is_joined_to_no_model() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    names = {f.record.subject: f.name for f in batch.found}
    assert names["Guru"] is None
    assert names["Lumo AI"] is None  # "Undisclosed" is no name
    assert names["TildeOpen"] is None  # it has no end model


def test_a_system_that_does_not_write_text_is_rejected() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    assert ("not a text system: image", "FLUX") in batch.rejected


def test_the_template_and_the_lists_of_criteria_are_no_systems() -> None:
    batch = osai_index.parse(answers_of("osai_index"))
    assert not [reason for reason, _ in batch.rejected if "describes no system" in reason]


def test_a_class_that_the_index_does_not_have_is_unknown() -> None:
    batch = osai_index.parse([packed(thing=system())])
    assert verdicts(batch, "paper")["Thing"].verdict == "unknown"


def test_without_a_date_of_the_answer_the_commit_dates_the_verdict() -> None:
    batch = osai_index.parse([packed(thing=system())])
    assert batch.found[0].record.as_of == date(2026, 2, 2)


def test_a_system_of_text_and_code_counts_as_text() -> None:
    assert osai_index.parse([packed(thing=system(kind="text,code"))]).found


def test_a_file_that_is_broken_is_one_rejected_row() -> None:
    batch = osai_index.parse([packed(good=system(), tabs="system:\n\tname: x", none="- a list")])
    assert {reason for reason, _ in batch.rejected} == {
        "the file is not readable as YAML",
        "the file describes no system",
    }
    assert batch.found


@pytest.mark.parametrize("body", [b"not an archive", gzip.compress(b"not a tar", mtime=0)])
def test_an_answer_that_is_no_archive_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        osai_index.parse([Answer(url=osai_index.URL, body=body)])


def test_an_archive_without_systems_is_refused() -> None:
    with pytest.raises(ParseError, match="systems with criteria"):
        osai_index.parse([packed(_parameters="a: 1")])


def test_a_huge_file_is_not_read() -> None:
    batch = osai_index.parse([packed(good=system(), huge="x" * 1_000_001)])
    assert ("the file is too long", "huge.yaml") in batch.rejected
