"""Facts about reading Epoch AI's zip. The recording is the true zip with a few rows of some of its files."""

import io
import zipfile
from collections import Counter
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import epoch
from etl.sources._epoch_files import SPECS
from tests.recordings import answers_of

DAY = date(2026, 4, 19)


def zipped(stem: str, text: str) -> Batch:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(f"data/{stem}.csv", text)
    return epoch.parse([Answer(url=epoch.URL, body=body.getvalue(), last_modified=DAY)])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def reasons(batch: Batch) -> Counter[str]:
    return Counter(reason for reason, _ in batch.rejected if reason != "a declared file is missing")


def recorded(benchmark_id: str) -> list[Score]:
    return [score for score in scores(epoch.parse(answers_of("epoch"))) if score.benchmark_id == benchmark_id]


def own(cells: str) -> Batch:
    head = "Model version,mean_score,stderr,Started at,Release date,Organization\n"
    return zipped("gpqa_diamond", head + cells + "\n")


def test_the_suffix_is_the_effort_and_not_the_name() -> None:
    batch = own("gpt-5.4-mini-2026-03-17_high,0.8,0.02,2026-04-15T14:38:56.000Z,2026-03-17,OpenAI")
    (found,) = batch.found
    assert found.name is not None
    assert (found.name.text, found.name.developer) == ("gpt-5.4-mini-2026-03-17", "OpenAI")
    assert (found.record.effort, found.record.model_name) == ("high", "gpt-5.4-mini-2026-03-17_high")
    assert (found.record.as_of, found.record.harness) == (date(2026, 4, 15), "Epoch AI")


@pytest.mark.parametrize(
    ("version", "text", "effort"),
    [
        ("claude-opus-4-5-20251101_32K", "claude-opus-4-5-20251101", "thinking-32k"),
        ("gemini-2.5-flash_16k", "gemini-2.5-flash", "thinking-16k"),
        ("DeepSeek-V3.2-Exp_thinking", "DeepSeek-V3.2-Exp", "thinking"),
        ("gpt-5.2_none", "gpt-5.2", "none"),
        ("o3-2025-04-16_unknown", "o3-2025-04-16", None),
        ("phi-1_5", "phi-1_5", None),
        ("Qwen-1_8B", "Qwen-1_8B", None),
        ("gpt-5.1-codex-max", "gpt-5.1-codex-max", None),
        ("fireworks/kimi-k2p5", "kimi-k2.5", None),
        ("chutes/DeepSeek-R1-0528", "DeepSeek-R1-0528", None),
    ],
)
def test_only_a_known_word_after_an_underscore_is_an_effort(version: str, text: str, effort: str | None) -> None:
    (found,) = own(f"{version},0.5,,,,").found
    assert found.name is not None
    assert (found.name.text, found.record.effort) == (text, effort)


def test_a_standard_error_becomes_a_95_percent_interval_within_the_scale() -> None:
    (score,) = scores(own("model,0.98,0.02,,,"))
    assert (score.value, score.high) == (98, 100)
    assert score.low == pytest.approx(94.08)


def test_standard_errors_of_apex_are_percents_beside_fractions() -> None:
    first = recorded("apex_agents")[0]
    assert first.low is not None
    assert first.value - first.low == pytest.approx(1.96 * 3.6)


def test_without_a_run_date_a_figure_is_of_the_files_day() -> None:
    assert scores(own("model,0.5,,,,"))[0].as_of == DAY


def test_a_date_typed_in_by_hand_is_not_before_the_model() -> None:
    grok = next(score for score in recorded("balrog") if score.model_name == "grok-4-0709")
    assert grok.as_of == date(2025, 7, 9)


def test_percents_fractions_points_and_minutes_come_to_their_scales() -> None:
    assert recorded("aider_polyglot")[0].value == 41.8
    assert recorded("arc_agi_2")[0].value == pytest.approx(69.17)
    assert recorded("geobench")[0].value == pytest.approx(4333 / 50)
    assert recorded("lech_mazur_writing")[0].value == pytest.approx(83.9)
    assert recorded("metr_time_horizon")[0].value > 700
    assert recorded("webdev_arena")[0].value > 1500


def test_an_arena_interval_is_read_in_both_its_ways() -> None:
    ends = [(score.low, score.high, score.samples) for score in recorded("webdev_arena")]
    assert ends == [(1542.44, 1570.13, 2553), (1501, 1523, 4564)]


def test_boards_keep_their_versions() -> None:
    assert [score.benchmark_version for score in recorded("livebench")] == ["2024-11-25"]
    assert [score.benchmark_version for score in recorded("metr_time_horizon")] == ["METR-Horizon-v1.1", None]


def test_own_runs_and_boards_are_measured_and_papers_are_claims() -> None:
    assert {score.evidence for score in recorded("gpqa_diamond") + recorded("terminal_bench_2")} == {"measured"}
    assert {score.evidence for score in recorded("webdev_arena")} == {"preference"}
    assert {(score.model_name, score.evidence) for score in recorded("cybench")} == {
        ("claude-opus-4-6_unknown", "self-reported"),
        ("claude-sonnet-4-5-20250929", "measured"),
    }
    by_source = {score.harness: score.evidence for score in recorded("gsm8k")}
    assert by_source["5-shot, Standford HELM, collected by Epoch AI"] == "measured"
    assert by_source["8-shot, Mixtral of Experts, collected by Epoch AI"] == "self-reported"


def test_the_boards_own_name_tells_the_effort_that_the_version_does_not() -> None:
    arc = [(score.model_name, score.effort) for score in recorded("arc_agi_2")]
    assert ("claude-opus-4-6_120K", "max") in arc
    assert ("gemini-3-flash-preview", "minimal") in arc
    assert ("claude-opus-4-5-20251101", "none") in arc
    assert {score.effort for score in recorded("hle")} == {"thinking", None, "none"}
    assert ("claude-opus-4-5-20251101_64K", "thinking-64k") in [(s.model_name, s.effort) for s in recorded("arc_agi_1")]


def test_a_result_entered_again_with_an_unknown_effort_is_left_out() -> None:
    droid = [(score.model_name, score.effort) for score in recorded("terminal_bench_2")]
    assert ("gpt-5.2-2025-12-11_medium", "medium") in droid
    assert ("gpt-5.2-2025-12-11_unknown", None) not in droid
    assert {score.harness for score in recorded("terminal_bench_2")} == {"Droid, collected by Epoch AI"}


def test_two_own_runs_that_score_0_are_two_results() -> None:
    assert len(recorded("frontiermath_tier_4")) == 4


def test_rows_that_are_no_result_of_one_model_are_rejected() -> None:
    assert reasons(epoch.parse(answers_of("epoch"))) == {
        "the same result entered twice": 3,
        "no score stated": 3,
        "its publisher's terms are non-commercial": 2,
        "an older copy of a board that is read itself": 2,
        "no model named": 2,
        "its name and its model version are two models": 2,
        "a method on top of the model": 1,
    }


def test_a_name_of_another_size_is_not_the_models_own() -> None:
    wrong = "Llama-2-70b-hf,Llama 2 (7B),0.133,5,Standford HELM\n"
    near = "LLaMA-33B,LLaMA (30B),0.32,5,Standford HELM\n"
    batch = zipped("gsm8k_external", "Model version,Name,EM,Shots,Source\n" + wrong + near)
    assert [score.model_name for score in scores(batch)] == ["LLaMA-33B"]
    assert reasons(batch) == {"its name and its model version are two models": 1}


def test_release_and_weights_are_stated_once_a_model() -> None:
    found = [f for f in epoch.parse(answers_of("epoch")).found if isinstance(f.record, Model)]
    facts = {f.name.text: (f.record.weights, f.record.release_date) for f in found if f.name}
    assert facts["gemma-3-27b-it"] == ("open", date(2025, 3, 12))
    assert facts["claude-sonnet-4-6"] == ("closed", date(2026, 2, 17))
    assert len(facts) == len(found)


def test_a_file_that_is_not_declared_is_named() -> None:
    batch = zipped("new_benchmark", "Model version,Score\nmodel,0.5\n")
    assert ("a file of no declared benchmark", "new_benchmark") in batch.rejected


def test_a_cell_that_cannot_be_read_rejects_its_row() -> None:
    batch = own("model,about half,,,,\nother,0.5,,last spring,,")
    assert not scores(batch)
    assert reasons(batch) == {"the score is not a number": 1, "a cell beside the score cannot be read": 1}


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        own("model,80.5,,,,")
    with pytest.raises(ParseError, match="scale"):
        zipped("aider_polyglot_external", "Model version,Percent correct\nmodel,0.418\n")


def test_a_zip_without_the_promised_columns_is_refused() -> None:
    with pytest.raises(ParseError, match="mean_score"):
        zipped("gpqa_diamond", "Model version,Score\nmodel,0.5\n")
    with pytest.raises(ParseError, match="zip"):
        epoch.parse([Answer(url=epoch.URL, body=b"<html>")])


def test_every_file_is_a_declared_benchmark() -> None:
    assert {spec.benchmark_id for spec in SPECS.values()} <= benchmarks().keys()
