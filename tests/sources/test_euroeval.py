"""Facts about reading EuroEval's tables."""

from collections import Counter
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks, domains
from catalog.identity.resolve import Name
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import euroeval
from tests.recordings import answers_of

TASKS = "<span>Task Type</span>,,,,<a href='t'>Sentiment classification</a>,~~~<a href='t'>Knowledge</a>~~~,,hidden,,"
HEADS = (
    "Model,Type,Parameters,Context,<a href='d'>angry_tweets</a>,<a href='d'>danske_talemaader</a>,"
    "<a href='d'>new_test</a>,angry_tweets_version,danske_talemaader_version,new_test_version"
)
CELL = "60.17 ± 1.40 / 72.92 ± 1.18@@60.17"


def table(*rows: str, language: str = "danish", heads: str = HEADS) -> Batch:
    url = euroeval.URL.format(language=language)
    body = "\n".join((TASKS, heads, *rows)).encode()
    return euroeval.parse([Answer(url=url, body=body, last_modified=date(2026, 4, 17))])


def row(model: str, cell: str = CELL, kind: str = "📝", parameters: str = "?") -> str:
    return f"{model},{kind},{parameters},8192.0,{cell},-@@-1,-@@-1,16.7.1@@160701,-,-"


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def recorded() -> list[Score]:
    return scores(euroeval.parse(answers_of("euroeval")))


def test_the_first_metric_is_read_with_its_interval() -> None:
    (score,) = scores(table(row("maker/model")))
    assert (score.benchmark_id, score.value) == ("euroeval_danish_angry_tweets", 60.17)
    assert score.low == pytest.approx(58.77)
    assert score.high == pytest.approx(61.57)


def test_an_interval_ends_with_the_scale() -> None:
    (score,) = scores(table(row("maker/model", "99.50 ± 1.40 / 72.92 ± 1.18@@99.50")))
    assert score.high == 100


def test_a_correlation_below_0_is_worse_than_guessing_and_no_error() -> None:
    (score,) = scores(table(row("maker/model", "-1.23 ± 0.82 / 33.00 ± 1.00@@-1.23")))
    assert score.value == -1.23
    assert score.benchmark_version is None


def test_a_dataset_that_a_model_was_not_run_on_is_a_hole_and_not_a_row() -> None:
    batch = table(row("maker/model", "-@@-1"))
    assert not scores(batch)
    assert [reason for reason, _ in batch.rejected] == ["a dataset of no declared benchmark"]


@pytest.mark.parametrize(
    ("cell", "text", "effort", "harness"),
    [
        ("<a href='x'>gemini/gemini-3-pro (zero-shot; val)</a>", "gemini/gemini-3-pro", None, "zero-shot, val"),
        ("<a href='x'>openai/o9#high (val)</a>", "openai/o9", "high", "few-shot, val"),
        ("maker/model#no-thinking", "maker/model", "none", "few-shot"),
        ("maker/model#thinking", "maker/model", "thinking", "few-shot"),
        ("maker/model#slow-tokenizer", "maker/model", None, "few-shot, slow-tokenizer"),
        ("maker/model@refs/pr/6#thinking (val)", "maker/model", "thinking", "few-shot, val, revision refs/pr/6"),
        ("ollama_chat/phi4:14b-q4_K_M", "phi4:14b-q4_K_M", None, "few-shot"),
        ("<a href='x>xai/grok-3-beta (val)</a>", "xai/grok-3-beta", None, "few-shot, val"),
    ],
)
def test_mode_and_manner_are_not_the_name(cell: str, text: str, effort: str | None, harness: str) -> None:
    (found,) = table(row('"' + cell.replace(";", ",") + '"')).found
    assert found.name == Name(text)
    assert (found.record.effort, found.record.harness) == (effort, f"EuroEval {harness}")


def test_a_link_to_the_hub_that_is_the_name_is_the_repository() -> None:
    linked = "<a href='https://hf.co/maker/model'>maker/model</a>"
    other = "<a href='https://hf.co/maker/model-33B'>maker/model-33B1000B</a>"
    batch = table(row(linked, parameters="7849978192.0"), row(other))
    models = [(f.name, f.record) for f in batch.found if isinstance(f.record, Model)]
    assert [(name.hub_repo_id, model.parameters, model.weights) for name, model in models if name] == [
        ("maker/model", 7849978192, "open")
    ]


def test_the_length_that_a_run_allowed_is_not_the_models_context() -> None:
    models = [f.record for f in euroeval.parse(answers_of("euroeval")).found if isinstance(f.record, Model)]
    assert {model.context_tokens for model in models} == {None}


def test_an_encoder_was_trained_on_the_test_and_is_left_out() -> None:
    batch = table(row("maker/encoder", kind="🔍"))
    assert not batch.found
    assert "an encoder, trained on the test's own training data" in dict(batch.rejected)


def test_languages_with_and_without_the_values_column_are_read_alike() -> None:
    read = Counter(score.benchmark_id.split("_")[1] for score in recorded())
    assert read == {"danish": 35, "bosnian": 13}


def test_the_language_penalty_makes_summaries_of_another_version() -> None:
    summaries = [score for score in recorded() if score.benchmark_id == "euroeval_danish_nordjylland_news"]
    assert {score.benchmark_version for score in summaries} == {"16"}


def test_bosnian_summaries_under_the_language_penalty_are_not_believed() -> None:
    batch = euroeval.parse(answers_of("euroeval"))
    assert (
        Counter(reason for reason, _ in batch.rejected)["its language penalty takes close languages for each other"]
        == 2
    )
    bosnian = [s for s in scores(batch) if s.benchmark_id == "euroeval_bosnian_lr_sum_bs"]
    assert {score.benchmark_version for score in bosnian} == {"16"}


def test_a_cell_of_another_shape_is_rejected() -> None:
    batch = table(row("maker/model", "sixty"))
    assert ("a cell of another shape", "danish angry_tweets maker/model: sixty") in batch.rejected


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        table(row("maker/model", "601.7 ± 1.40 / 72.92 ± 1.18@@601.7"))
    with pytest.raises(ParseError, match="scale"):
        table(*(row(f"maker/model-{n}", "0.60 ± 0.01 / 0.72 ± 0.01@@0.60") for n in range(20)))


@pytest.mark.parametrize("body", ["", "Model,Type\n", f"{TASKS}\n{HEADS.replace('Parameters', 'Size')}\n"])
def test_a_table_without_its_two_header_rows_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="header rows"):
        euroeval.parse([Answer(url=euroeval.URL.format(language="danish"), body=body.encode())])


def test_every_benchmark_is_of_the_domain_of_its_language() -> None:
    mine = {key: b for key, b in benchmarks().items() if key.startswith("euroeval_")}
    assert all(b.domain == key.split("_")[1] and b.domain in domains() for key, b in mine.items())
    assert len({b.domain for b in mine.values()}) == 30
