"""Facts about reading Artificial Analysis.

Its figures may not be passed on, so the recording is made by hand in the documented shape: no model or figure in it is
real.
"""

import json
from collections import Counter
from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Offer, Score, Speed
from etl.errors import MissingKeyError, ParseError
from etl.source import Answer, Batch, Door
from etl.sources import artificial_analysis as aa
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "id": "1",
    "name": "Model One (high)",
    "slug": "model-one-high",
    "model_creator": {"name": "Maker"},
    "evaluations": {},
    "pricing": {"price_1m_input_tokens": 0, "price_1m_output_tokens": 0},
    "median_output_tokens_per_second": 0,
    "median_time_to_first_token_seconds": 0,
}


def recorded_door() -> Mock:
    return Mock(spec=Door, **{"get.return_value": answers_of("artificial_analysis")[0]})


def parsed(change: dict[str, Any]) -> Batch:
    return aa.parse([Answer(url=aa.URL, body=json.dumps({"data": [ROW | change]}).encode())])


def of(kind: type, batch: Batch) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def test_the_key_goes_into_the_header_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(aa.KEY, "secret")
    door = recorded_door()
    answers = aa.fetch(door)
    door.get.assert_called_once_with(aa.URL, headers={"x-api-key": "secret"})
    assert not any(b"secret" in answer.body or "secret" in answer.url for answer in answers)


def test_without_a_key_the_source_says_which_one_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(aa.KEY, raising=False)
    with pytest.raises(MissingKeyError, match=aa.KEY):
        aa.fetch(recorded_door())


def test_its_figures_are_not_passed_on() -> None:
    assert (aa.SOURCE.may_redistribute, aa.SOURCE.needs) == (False, aa.KEY)


def test_indices_stay_and_fractions_become_percents() -> None:
    batch = parsed({"evaluations": {"artificial_analysis_intelligence_index": 50.5, "gpqa": 0.75}})
    found = {score.benchmark_id: (score.value, score.benchmark_version) for score in of(Score, batch)}
    assert found == {"aa_intelligence_index": (50.5, None), "gpqa_diamond": (75, None)}


def test_the_effort_stays_in_the_name() -> None:
    (found,) = parsed({"evaluations": {"gpqa": 0.75}}).found
    assert found.name == Name("Model One (high)", developer="Maker")
    assert found.record.effort is None


def test_a_0_is_a_missing_figure() -> None:
    assert not parsed({"evaluations": {"gpqa": 0, "hle": None}}).found


def test_a_price_of_0_is_not_free_but_missing() -> None:
    pricing = {"price_1m_input_tokens": 0.1, "price_1m_output_tokens": 0}
    (offer,) = of(Offer, parsed({"pricing": pricing}))
    assert (offer.input_usd_per_mtok, offer.output_usd_per_mtok, offer.price_kind) == (0.1, None, "list")
    assert offer.provider == "median of providers"


@pytest.mark.parametrize("price", [-2, 20_000])
def test_a_price_that_cannot_be_stops_the_source_and_names_the_model(price: float) -> None:
    with pytest.raises(ParseError, match="Model One"):
        parsed({"pricing": {"price_1m_input_tokens": price, "price_1m_output_tokens": 1}})


def test_speeds_are_medians_over_providers() -> None:
    (speed,) = of(Speed, parsed({"median_output_tokens_per_second": 120.5}))
    assert (speed.output_tokens_per_second, speed.time_to_first_token_s, speed.percentile) == (120.5, None, "p50")
    assert (speed.conditions, speed.evidence) == ("median over providers", "measured")
    with pytest.raises(ParseError, match="Model One"):
        parsed({"median_output_tokens_per_second": -3})


def test_a_release_date_is_a_fact_where_it_is_stated() -> None:
    (model,) = of(Model, parsed({"release_date": "2026-01-15"}))
    assert model.release_date == date(2026, 1, 15)
    assert parsed({"release_date": "soon"}).rejected == [("release_date is not a day", "Model One (high): soon")]


def test_an_evaluation_that_is_not_declared_is_named() -> None:
    batch = parsed({"evaluations": {"terminalbench_v9": 0.2}})
    assert batch.rejected == [("an evaluation of no declared benchmark", "terminalbench_v9 of Model One (high)")]


def test_a_row_without_a_name_is_rejected() -> None:
    assert parsed({"name": " "}).rejected == [("no model named", "'1'")]


def test_a_changed_scale_stops_the_source() -> None:
    for evaluations in ({"gpqa": 75.0}, {"artificial_analysis_math_index": 101}):
        with pytest.raises(ParseError, match="scale"):
            parsed({"evaluations": evaluations})


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"data": {}}', b'{"data": [{"name": "x"}]}', b"<html>"])
def test_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        aa.parse([Answer(url=aa.URL, body=body)])


def test_the_recording_is_read() -> None:
    batch = aa.parse(answers_of("artificial_analysis"))
    counts = Counter(type(found.record).__name__ for found in batch.found)
    assert counts == {"Score": 9, "Offer": 2, "Speed": 2, "Model": 1}
    assert {score.as_of for score in of(Score, batch)} == {date(2026, 11, 1)}


def test_every_benchmark_is_declared() -> None:
    assert {*aa.INDICES.values(), *aa.TESTS.values()} <= benchmarks().keys()
