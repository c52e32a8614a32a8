"""The picture of a few results on one test."""

import re
from base64 import b64decode
from xml.etree.ElementTree import fromstring

from views.compare.strip import HEIGHT, WIDTH, Result, strip_svg, strip_uri


def _marks(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r"translate\(([\d.-]+) ", svg)]


def test_results_in_percent_stand_on_the_whole_scale() -> None:
    assert _marks(strip_svg([Result(0, 0.0), Result(1, 50.0), Result(2, 100.0)])) == [8, 85, 162]


def test_results_of_another_unit_span_half_of_the_width() -> None:
    left, right = _marks(strip_svg([Result(0, 1000.0), Result(1, 1100.0)]))
    assert right - left == (WIDTH - 16) / 2


def test_each_model_has_its_own_mark_and_all_stay_within_the_picture() -> None:
    results = [Result(place, 10.0 * place, 10.0 * place - 3, 10.0 * place + 3) for place in range(6)]
    svg = strip_svg(results)
    assert len(set(re.findall(r"<path d=\"([^\"]+)\"", svg))) == 6
    assert all(0 <= x <= WIDTH for x in _marks(svg))


def test_equal_results_and_a_single_one_can_be_drawn() -> None:
    for results in ([Result(0, 0.0)], [Result(0, 1500.0), Result(1, 1500.0)], [Result(0, -5.0)]):
        assert fromstring(strip_svg(results)).get("height") == str(HEIGHT)  # noqa: S314 - made here


def test_the_address_holds_the_picture() -> None:
    address = strip_uri([Result(0, 50.0)])
    assert b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode() == strip_svg([Result(0, 50.0)])
