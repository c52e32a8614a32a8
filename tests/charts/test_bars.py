"""The bar of an ability: where its parts stand, and that no name gets into the drawing."""

from xml.etree import ElementTree as ET

import pytest

from views.charts.bars import EDGE, WIDTH, AbilityBar, Anchor, ability_alt, ability_svg

SVG = "{http://www.w3.org/2000/svg}"
BAR = AbilityBar(value=60, low=50, high=75, weights="open", anchors=(Anchor("Known", 40), Anchor("Other", 80)))


def _parts(bar: AbilityBar, tag: str) -> list[ET.Element]:
    return ET.fromstring(ability_svg(bar)).findall(f"{SVG}{tag}")  # noqa: S314 - our own drawing


def _end(rect: ET.Element) -> float:
    return float(rect.attrib["x"]) + float(rect.attrib["width"])


def test_the_bar_is_filled_up_to_the_ability_of_a_scale_from_0_to_100() -> None:
    ground, filled = _parts(BAR, "rect")
    assert _end(ground) == pytest.approx(WIDTH - EDGE)
    assert _end(filled) == pytest.approx(EDGE + 0.6 * (WIDTH - 2 * EDGE))


def test_the_interval_reaches_from_its_low_to_its_high_end() -> None:
    ends = {float(line.attrib[name]) for line in _parts(BAR, "line") for name in ("x1", "x2")}
    assert ends == {EDGE + 0.5 * (WIDTH - 2 * EDGE), EDGE + 0.75 * (WIDTH - 2 * EDGE)}


def test_each_anchor_has_a_marker_with_its_figure() -> None:
    assert len(_parts(BAR, "path")) == 2
    assert [text.text for text in _parts(BAR, "text")] == ["40", "80"]


def test_figures_that_would_lie_on_each_other_are_left_to_the_text_beside() -> None:
    near = AbilityBar(value=60, low=50, high=75, anchors=(Anchor("A", 40), Anchor("B", 41), Anchor("C", 60)))
    assert len(_parts(near, "path")) == 3
    assert [text.text for text in _parts(near, "text")] == ["40", "60"]


def test_what_lies_beyond_the_scale_stands_at_its_end() -> None:
    _, filled = _parts(AbilityBar(value=120, low=-5, high=130), "rect")
    assert _end(filled) == pytest.approx(WIDTH - EDGE)


def test_no_name_gets_into_the_drawing() -> None:
    hostile = AbilityBar(value=60, low=50, high=75, anchors=(Anchor("</svg><script>alert(1)</script>", 40),))
    assert "script" not in ability_svg(hostile)


def test_those_who_do_not_see_it_are_told_the_figures_and_the_anchors() -> None:
    told = ability_alt("Some\nmodel", BAR)
    assert told == "Some model: ability 60 of 100, 50 to 75 with 90 % certainty; for comparison Known 40, Other 80."
