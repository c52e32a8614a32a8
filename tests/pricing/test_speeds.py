"""One speed a model, without mixing what was taken differently."""

from typing import Any, get_args

import pandas as pd

from catalog.pricing.speeds import BEST_PROVIDER, one_speed_a_model, sellers_speeds, speed_words
from catalog.records import SpeedStatistic

_TEXTS = ("provider", "hardware", "percentile", "statistic")


def _speeds(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {
        "model_id": "m",
        "provider": "Shop",
        "hardware": None,
        "output_tokens_per_second": 50.0,
        "evidence": "community",
        "percentile": None,
        "statistic": None,
        "speed_as_of": pd.Timestamp("2026-01-01"),
        "is_throughput": False,
    }
    return pd.DataFrame([fixed | row for row in rows]).astype(dict.fromkeys(_TEXTS, object))


def _speed(*rows: dict[str, Any], hardware: str | None = None) -> list[float]:
    found: list[float] = one_speed_a_model(_speeds(*rows), hardware)["output_tokens_per_second"].tolist()
    return found


def test_the_middle_of_the_services_speaks_and_of_two_the_slower() -> None:
    rows = [{"provider": name, "output_tokens_per_second": speed} for name, speed in (("A", 10.0), ("B", 90.0))]
    assert _speed(*rows) == [10.0]
    assert _speed(*rows, {"provider": "C", "output_tokens_per_second": 30.0}) == [30.0]


def test_a_measured_speed_is_never_mixed_with_a_reported_one() -> None:
    rows = [{"provider": "A", "evidence": "measured", "output_tokens_per_second": 20.0}]
    rows += [{"provider": name, "output_tokens_per_second": 500.0} for name in "BCD"]
    found = one_speed_a_model(_speeds(*rows))
    assert found[["evidence", "output_tokens_per_second", "speeds_compared"]].to_numpy().tolist() == [
        ["measured", 20.0, 1]
    ]


def test_an_estimate_counts_only_where_there_is_nothing_better() -> None:
    estimate = {"evidence": "estimated", "output_tokens_per_second": 5.0, "provider": "A"}
    assert _speed(estimate) == [5.0]
    assert _speed(estimate, {"provider": "B"}) == [50.0]


def test_a_service_counts_once_with_its_newest_figure() -> None:
    assert _speed({"output_tokens_per_second": 10.0, "speed_as_of": pd.Timestamp("2026-02-01")}, {}) == [10.0]


def test_throughput_of_many_requests_is_no_speed_of_one() -> None:
    assert _speed({"is_throughput": True}) == []


def test_hosted_services_and_own_hardware_are_apart() -> None:
    own = {"provider": None, "hardware": "GPU", "output_tokens_per_second": 7.0}
    assert _speed(own, {}) == [50.0]
    assert _speed(own, {}, hardware="GPU") == [7.0]
    assert _speed(own, {}, hardware="another") == []


def test_every_run_on_the_same_hardware_counts() -> None:
    runs = [{"provider": None, "hardware": "GPU", "output_tokens_per_second": speed} for speed in (1.0, 2.0, 9.0)]
    assert _speed(*runs, hardware="GPU") == [2.0]


def test_a_model_without_a_figure_has_no_row() -> None:
    assert _speed({"output_tokens_per_second": None}) == []


def test_percentiles_of_slow_requests_never_speak() -> None:
    rows = [{"percentile": name, "output_tokens_per_second": speed} for name, speed in (("p99", 5.0), ("p50", 40.0))]
    assert _speed(*rows) == [40.0]
    assert sellers_speeds(_speeds(*rows))["output_tokens_per_second"].tolist() == [40.0]
    assert _speed({"percentile": "p90"}) == []


def test_a_best_providers_median_speaks_for_a_model_only_where_nothing_else_does() -> None:
    best = {"provider": "A", "evidence": "measured", "statistic": BEST_PROVIDER, "output_tokens_per_second": 900.0}
    own = best | {"provider": "B", "statistic": "median of this provider", "output_tokens_per_second": 60.0}
    assert _speed(best, own) == [60.0]
    found = one_speed_a_model(_speeds(best, {"provider": "B"}))
    assert found[["statistic", "output_tokens_per_second"]].to_numpy().tolist() == [[BEST_PROVIDER, 900.0]]


def test_of_a_seller_the_newest_counts_whatever_it_is_a_figure_of() -> None:
    own = {"evidence": "measured", "statistic": "median of this provider", "output_tokens_per_second": 60.0}
    best = own | {"statistic": BEST_PROVIDER, "output_tokens_per_second": 90.0}
    newer = {"speed_as_of": pd.Timestamp("2026-02-01")}
    assert sellers_speeds(_speeds(own, best | newer))["statistic"].tolist() == [BEST_PROVIDER]
    assert sellers_speeds(_speeds(own | newer, best))["statistic"].tolist() == ["median of this provider"]


def test_a_speed_is_told_under_the_name_of_its_figure() -> None:
    row = {"evidence": "measured", "statistic": BEST_PROVIDER}
    assert speed_words(row) == "best provider's median, measured by a third party"
    assert speed_words(row | {"statistic": None}) == speed_words(row | {"statistic": float("nan")})
    assert speed_words({"speed_evidence": "community", "evidence": "preference", "statistic": None}) == (
        "reported by the community"
    )


def test_two_kinds_of_figure_never_have_one_name() -> None:
    names = {speed_words({"evidence": "measured", "statistic": one}) for one in get_args(SpeedStatistic)}
    assert len(names) == len(get_args(SpeedStatistic))
