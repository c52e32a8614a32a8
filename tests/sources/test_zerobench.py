"""Facts about reading ZeroBench's page."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import zerobench
from tests.recordings import answers_of

OFFICIAL = "<td>Model 4 (max)</td><td>17.2<sup>●</sup></td><td><b>26.0</b></td><td>11.0</td>"
COST = '<td data-sort="0.6773">$0.68</td><td data-sort="29995">30.0k</td>'
REPORTED = "<td>Model 4</td><td>12.0<sup>†</sup></td><td>-</td><td>41.9</td><td><a href='#'>Card</a></td><td>—</td>"
EARLIER = "<td>Model 1</td><td>0.0</td><td>-</td><td>0.0</td><td>22.40</td><td>75</td><td>-</td><td>-</td>"
DATA = '<script id="zb-results-data" type="application/json">{"schema":1,"built":"2026-08-14","points":[]}</script>'


def table(table_id: str, titles: tuple[str, ...], *rows: str) -> str:
    head = "".join(f"<th>{title} <span></span></th>" for title in titles)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table id={table_id}><thead><tr><th></th><th>All</th></tr><tr>{head}</tr></thead>{body}</table>"


def page(
    official: tuple[str, ...] = (), reported: tuple[str, ...] = (), earlier: tuple[str, ...] = (), data: str = DATA
) -> Answer:
    tables = [
        table("sortableTable", zerobench.OFFICIAL, OFFICIAL + COST, *official),
        table("sortableTableProvider", zerobench.REPORTED, *reported),
        table("sortableTableRelease", zerobench.EARLIER, *earlier),
    ]
    body = f"<!doctype html><html><body>{data}<table><tr><td>other</td></tr></table>{''.join(tables)}</body></html>"
    return Answer(url=zerobench.URL, body=body.encode(), last_modified=date(2026, 9, 1))


def parsed(
    official: tuple[str, ...] = (), reported: tuple[str, ...] = (), earlier: tuple[str, ...] = (), data: str = DATA
) -> Batch:
    return zerobench.parse([page(official, reported, earlier, data)])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def test_the_boards_own_runs_are_measured_at_one_and_at_five_tries() -> None:
    batch = parsed()
    assert [(score.benchmark_id, score.value, score.samples, score.evidence) for score in scores(batch)] == [
        ("zerobench_pass_1", 17.2, 100, "measured"),
        ("zerobench_pass_5", 26.0, 100, "measured"),
    ]
    assert batch.found[0].name == Name("Model 4 (max)")


def test_the_cost_of_a_question_is_the_exact_figure_behind_the_rounded_one() -> None:
    (cost,) = (found.record for found in parsed().found if isinstance(found.record, TaskCost))
    assert (cost.benchmark_id, cost.usd_per_task, cost.tasks) == ("zerobench_pass_1", 0.6773, 100)
    assert (cost.input_tokens_per_task, cost.output_tokens_per_task) == (None, None)


def test_a_model_that_the_questions_were_chosen_against_has_no_first_try() -> None:
    row = "<td>Model 1</td><td>0.0<sup>○</sup></td><td>4.0</td><td>0.0</td><td>-</td><td>-</td>"
    batch = parsed((row,))
    assert [score.benchmark_id for score in scores(batch) if score.model_name == "Model 1"] == ["zerobench_pass_5"]
    assert [example for _, example in batch.rejected] == ["Model 1"]


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("Model Edge", "a name without a version, of February 2025"),
        ("Model 3 Large", "the first version of a name that stands for its second"),
    ],
)
def test_an_early_name_that_means_another_model_today_is_left_out(model: str, reason: str) -> None:
    cells = "<td>0.0<sup>○</sup></td><td>4.0</td><td>0.0</td><td data-sort='0.1'>$0.1</td><td>-</td>"
    official = tuple(f"<td>{name}</td>{cells}" for name in (model, "Model 3 Large v2"))
    earlier = tuple(EARLIER.replace("Model 1", name) for name in (model, "Model 3 Large v2"))
    batch = parsed(official, earlier=earlier)
    assert [example for why, example in batch.rejected if why == reason] == [model, model]
    assert {found.record.model_name for found in batch.found} == {"Model 4 (max)", "Model 3 Large v2"}


def test_a_new_name_without_a_version_is_read() -> None:
    batch = parsed((OFFICIAL.replace("Model 4 (max)", "Model Edge") + COST,))
    assert "Model Edge" in {score.model_name for score in scores(batch)}


def test_what_others_report_is_self_reported_and_names_the_report() -> None:
    found = [score for score in scores(parsed(reported=(REPORTED,))) if score.evidence == "self-reported"]
    assert [(score.benchmark_id, score.value, score.samples, score.harness) for score in found] == [
        ("zerobench_pass_1", 12.0, 100, "reported in Card"),
        ("zerobench_subquestions", 41.9, 334, "reported in Card"),
    ]


def test_a_second_report_of_the_same_figure_is_left_out() -> None:
    again = REPORTED.replace("Card", "Other card")
    other = again.replace("41.9", "39.0").replace("12.0", "10.0")
    batch = parsed(reported=(REPORTED, again, other))
    assert [reason for reason, _ in batch.rejected] == ["a second report of the same figure"] * 2
    assert [score.value for score in scores(batch) if score.evidence == "self-reported"] == [12.0, 41.9, 10.0, 39.0]


@pytest.mark.parametrize(
    ("stated", "name", "version"),
    [
        ("Model 4 (w/ tools)", "Model 4", "with tools"),
        ("Model 4 (high, w/ tools)", "Model 4 (high)", "with tools"),
        ("Model 4 (extended, w/ tools)", "Model 4 (extended thinking)", "with tools"),
        ("Model 4 (reasoning off)", "Model 4 (no thinking)", None),
        ("Model 4 (reasoning on)", "Model 4 (thinking)", None),
        ("Model 4 (thinking)", "Model 4 (thinking)", None),
    ],
)
def test_tools_are_another_test_and_no_part_of_the_name(stated: str, name: str, version: str | None) -> None:
    batch = parsed(reported=(REPORTED.replace("Model 4", stated),))
    found = batch.found[-1]
    assert found.name == Name(name)
    assert (found.record.benchmark_version, found.record.model_name) == (version, stated)


def test_of_the_first_runs_only_the_parts_of_the_questions_are_read() -> None:
    found = [score for score in scores(parsed(earlier=(EARLIER,))) if score.model_name == "Model 1"]
    assert [(score.benchmark_id, score.value, score.evidence, score.as_of) for score in found] == [
        ("zerobench_subquestions", 22.4, "measured", date(2025, 2, 1))
    ]


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (DATA, date(2026, 8, 14)),
        ("", date(2026, 9, 1)),
        (DATA.replace("2026-08-14", "2026-99-99"), date(2026, 9, 1)),
        ('<p>"built":"2020-01-01"</p>', date(2026, 9, 1)),
    ],
)
def test_a_figure_is_of_the_day_on_which_the_page_was_made(data: str, day: date) -> None:
    assert {score.as_of for score in scores(parsed(data=data))} == {day}


def test_a_row_that_cannot_be_read_is_told() -> None:
    short = "<td>Model 5</td><td>1</td>"
    nameless = OFFICIAL.replace("Model 4 (max)", "") + COST
    word = OFFICIAL.replace("Model 4", "Model 6").replace("17.2", "some") + COST.replace('"0.6773"', '"cheap"')
    assert [reason for reason, _ in parsed((short, nameless, word)).rejected] == [
        "the row does not match the header",
        "no model named",
        "the score is not a number",
        "the cost or the time of a task is not a number",
    ]


@pytest.mark.parametrize(("figure", "other"), [("17.2", "172"), ("17.2", "-1"), ('"0.6773"', '"-1"')])
def test_an_impossible_figure_stops_the_source(figure: str, other: str) -> None:
    with pytest.raises(ParseError):
        parsed(((OFFICIAL + COST).replace(figure, other),))


def test_fractions_stop_the_source() -> None:
    row = OFFICIAL.replace("17.2", "0.172").replace("26.0", "0.26") + COST
    body = page().body.replace((OFFICIAL + COST).encode(), row.encode())
    with pytest.raises(ParseError, match="above 1"):
        zerobench.parse([Answer(url=zerobench.URL, body=body)])


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"<html><h1>Just a moment...</h1></html>",
        b"<![made up[",
        b"\xff",
        page().body.replace(b"pass@1", b"pass@2"),
        page().body.replace(b"sortableTableRelease", b"other"),
    ],
)
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        zerobench.parse([Answer(url=zerobench.URL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = zerobench.parse(answers_of("zerobench"))
    found = scores(batch)
    assert {score.benchmark_id for score in found} == zerobench.SAMPLES.keys() <= benchmarks().keys()
    assert {score.benchmark_version for score in found} == {None, "with tools"}
    assert {score.as_of for score in found} == {date(2026, 8, 14), date(2025, 2, 1)}
    assert {score.evidence for score in found} == {"measured", "self-reported"}
