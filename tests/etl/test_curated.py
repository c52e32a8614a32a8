"""The tables that people keep by hand are held against each other and against what is known."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from catalog.store import DATASETS
from etl.bundle import read_bundle
from etl.curated import TABLES, curated_faults


@pytest.fixture(scope="module")
def bundle() -> dict[str, pd.DataFrame]:
    return read_bundle()


@pytest.fixture
def faults(tmp_path: Path, bundle: dict[str, pd.DataFrame]) -> Callable[[str, str, str], list[str]]:
    """Return a function that changes a text of one table, once, and returns what is told."""
    shutil.copytree(DATASETS / "benchmarks", tmp_path / "benchmarks")
    for path in DATASETS.glob("*.csv"):
        shutil.copy(path, tmp_path)

    def told(name: str, before: str, after: str) -> list[str]:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert before in text
        (tmp_path / name).write_text(text.replace(before, after, 1), encoding="utf-8")
        return curated_faults(bundle, folder=tmp_path)

    return told


def test_the_tables_that_come_with_the_program_are_sound(bundle: dict[str, pd.DataFrame]) -> None:
    assert curated_faults(bundle) == []


def test_every_table_is_read_once() -> None:
    paths = [path for table in TABLES for path in DATASETS.glob(table.files)]
    assert sorted(paths) == sorted({*DATASETS.glob("*.csv"), *DATASETS.glob("benchmarks/*")})


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "benchmarks/shared.csv",
            ",100,true,25,,",
            ",100,True,25,,",
            "higher_is_better: found 'True', expected true or",
        ),
        ("benchmarks/shared.csv", ",science,", ",sience,", "domain: found 'sience', expected a domain of datasets/dom"),
        ("benchmarks/shared.csv", ",true,25,,", ",true,125,,", "chance: found '125', expected a number on the scale"),
        ("benchmarks/shared.csv", ",percent,", ",percents,", "scale: found 'percents', expected one of percent, elo"),
        ("benchmarks/shared.csv", ",0,100,", ",100,0,", "scale_max: found '0', expected a number above scale_min"),
        ("domains.csv", ",task,", ",tsak,", "kind: found 'tsak', expected one of task, field, language"),
        (
            "aliases.csv",
            ",mistralai/mistral-medium,",
            ",mistralai/mistral-medum,",
            "expected a model that the snapshot or",
        ),
        ("aliases.csv", ",google,google/", ",gogle,google/", "developer: found 'gogle', expected a developer of"),
        ("aliases.csv", ",none,", ",non,", "effort: found 'non', expected one of none, minimal"),
        ("openness.csv", "allenai/olmo-1b-hf", "allenai/olmo-1b", "found 'allenai/olmo-1b', expected a model that"),
        (
            "openness.csv",
            ",2024-02-01,",
            ",2204-02-01,",
            "as_of: found '2204-02-01', expected a day that is not to come",
        ),
        ("gpus.csv", "A100 40GB", "A10 40GB", "gpu: found 'A10 40GB', expected a GPU that the snapshot or the bundle"),
        (
            "gpus.csv",
            ",a100; a100sxm",
            ",A100; a100sxm",
            "also_written: found 'A100; a100sxm; a100pcie; a100nvlink', exp",
        ),
        ("gpus.csv", ",960,364,", ",960,,", "fp16_tflops: found nothing, expected a value, as for the others of"),
        ("providers.csv", "sarvamai", "sarvamia", "developer: found 'sarvamia', expected a developer of"),
        (
            "developers.csv",
            "open ai,openai,",
            "open ai,opneai,",
            "developer: found 'opneai', expected a slug that is also",
        ),
        (
            "developers.csv",
            "open ai,openai,",
            "Open AI,openai,",
            "alias: found 'Open AI', expected 'open ai', as names are",
        ),
        ("languages.csv", ",norwegian,", ",norwegain,", "domain: found 'norwegain', expected a domain of"),
        ("languages.csv", ",norwegian,", ",science,", "domain: found 'science', expected a domain of"),
        ("languages.csv", "ab,,,false", "ab,aa,,false", "also_written: found 'aa', expected codes of two or three"),
        ("questions.csv", "arc_challenge", "arc_challange", "found 'arc_challange', expected a benchmark of"),
        ("families.csv", "llama,", "Llama,", "word: found 'Llama', expected one word of lower-case letters"),
        ("shapes.csv", ",llama,", ",lama,", "architecture: found 'lama', expected an architecture of"),
        (
            "shapes.csv",
            ",,,,,21000000000,",
            ",,,,,21,",
            "active_parameters: found '21', expected a whole number of at least 1,000,000",
        ),
        (
            "attention.csv",
            "apertus,1,0,",
            "apertus,1,4096,",
            "window_tokens: found '4096', expected 0 where every layer",
        ),
        (
            "hub_bases.csv",
            "unsloth/llama-3-8b-bnb-4bit",
            "unsloth//llama",
            "found 'unsloth//llama', expected the id of a Hub",
        ),
    ],
)
def test_a_typo_is_told(
    faults: Callable[[str, str, str], list[str]], name: str, before: str, after: str, said: str
) -> None:
    told = faults(name, before, after)
    assert any(fault.startswith(f"datasets/{name}, line ") and said in fault for fault in told), told
    assert len(told) == len(set(told))


def test_two_aliases_of_one_name_must_agree(faults: Callable[[str, str, str], list[str]]) -> None:
    row = "\nmistral medium 2312,,mistralai/mistral-medium-3,,https://docs.mistral.ai/\nmistral-medium-2505,"
    (fault,) = faults("aliases.csv", "\nmistral-medium-2505,", row)
    assert fault.startswith("datasets/aliases.csv, line 3, column name: found 'mistral medium 2312', expected a name")


def test_a_file_that_no_table_reads_is_told(tmp_path: Path, faults: Callable[[str, str, str], list[str]]) -> None:
    (tmp_path / "alias.csv").touch()
    (tmp_path / "benchmarks" / "mine.cvs").touch()
    assert faults("domains.csv", "General", "General use") == [
        "datasets/alias.csv: no table has this name",
        "datasets/benchmarks/mine.cvs: no table has this name",
    ]
