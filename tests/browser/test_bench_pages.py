"""The measuring of the pages: its arithmetic, and what counts as painted."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.bench_pages import PROBE, in_turns, per_session, ratios, table

SIDES = {
    "ours": {
        "open_cold_ms": 2200.0,
        "open_warm_ms": 1000.0,
        "gate_ms": 260.0,
        "kilobytes": 9500.0,
        "session_mb": 0.6,
        "layout_shift": 0.04,
        "busy_percent": 12.0,
    },
    "floor": {
        "open_cold_ms": 2000.0,
        "open_warm_ms": 800.0,
        "gate_ms": 208.0,
        "kilobytes": 9500.0,
        "session_mb": 0.8,
        "layout_shift": 0.07,
    },
    "few_rows": {"filter_ms": 100.0},
    "many_rows": {"filter_ms": 133.33333},
}
PAGE = """
<canvas></canvas><div class="js-plotly-plot"><svg class="scatterlayer"></svg></div>
<button id="same">Draw the same again</button><button id="new">Draw something new</button>
<script>
  const canvas = document.querySelector("canvas").getContext("2d");
  const draw = (name, points) => {
    canvas.fillText(name, 10, 10);
    document.querySelector("svg").innerHTML = '<rect class="point" width="5" height="5"/>'.repeat(points);
  };
  document.querySelector("#same").addEventListener("click", () => draw("Model A", 2));
  document.querySelector("#new").addEventListener("click", () => draw("Model B", 1));
</script>
"""


def test_sides_are_measured_in_turns_and_each_figure_is_a_median() -> None:
    order: list[str] = []
    values = iter([9.0, 1.0, 3.0, 5.0, 7.0, 2.0])

    def measured(side: str) -> dict[str, float]:
        order.append(side)
        return {"ms": next(values)}

    found = in_turns({"ours": "a", "floor": "b"}, 3, measured)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert found == {"ours": {"ms": 7.0}, "floor": {"ms": 2.0}}


def test_a_ratio_is_ours_over_the_floor_and_many_rows_over_few() -> None:
    assert ratios(SIDES) == {
        "open_cold_ratio": 1.1,
        "open_warm_ratio": 1.25,
        "gate_ratio": 1.25,
        "bytes_ratio": 1.0,
        "session_memory_ratio": 0.75,
        "table_filter_ratio": 1.333,
    }


def test_a_session_takes_what_the_memory_grows_by_after_the_first_ones() -> None:
    assert per_session([10.0, 90.0, 50.0, 51.0, 50.0, 53.0, 52.0], first=2) == pytest.approx(0.6)


def test_the_table_says_what_was_measured_beside_what() -> None:
    lines = table(ratios(SIDES) | {"layout_shift": 0.04, "points": 285, "runs": 9} | SIDES)
    assert lines[1].startswith("same 285 points and rows")
    assert lines[2] == "Medians of 9 visits in turns, on a machine kept 12 % busy by others."
    assert "| table_filter_ratio | many_rows: filter_ms 133 | few_rows: filter_ms 100 | 1.333 | at most 1.5 |" in lines
    assert lines[-1] == "| layout_shift | ours: layout_shift 0.04 | floor: layout_shift 0.07 | 0.04 | under 0.1 |"


@pytest.fixture
def drawn(page: Page, tmp_path: Path) -> Page:
    """Return a page that paints nothing before it is clicked, with the probe in it."""
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    page.add_init_script(f'{PROBE}\nbench.expect(0, ["chart", "table"], ["Model A", "Model B"]);')
    page.goto(path.as_uri())
    return page


def test_a_chart_and_a_table_are_painted_when_they_show_something(drawn: Page) -> None:
    assert drawn.evaluate("() => bench.missing()") == ["chart", "table"]
    drawn.locator("#same").click()
    drawn.wait_for_function("() => bench.missing().length === 0")
    assert sorted(drawn.evaluate("() => bench.times()")) == ["chart", "table"]


def test_after_a_gate_only_what_was_not_there_before_counts(drawn: Page) -> None:
    drawn.locator("#same").click()
    drawn.wait_for_function("() => bench.missing().length === 0")
    drawn.evaluate('() => bench.expect(null, ["chart", "table"], ["Model A", "Model B"])')
    drawn.locator("#same").click()
    drawn.wait_for_timeout(100)
    assert drawn.evaluate("() => bench.missing()") == ["chart", "table"]
    drawn.locator("#new").click()
    drawn.wait_for_function("() => bench.missing().length === 0")
