"""What people take away: the imprint, the files, the menus. Chromium draws in test_export_browser."""

import csv
import io
import json
import stat
import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from choreographer.browsers.chromium import Chromium
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from views.export import picture as export_picture
from views.export.chromium import PictureError, check_browser
from views.export.imprint import Credit, Imprint, credit_line, credits_of, file_name, sources_text, standing
from views.export.page import page
from views.export.picture import printed, wrapped
from views.export.table import XLSX_LONGEST_TEXT, csv_file, json_file, parquet_file, xlsx_file

ROOT = Path(__file__).resolve().parents[2]
BOARD = Credit("Board", "CC-BY-4.0", date(2026, 8, 19), "https://board.test/", "Data of the Board, CC BY 4.0")
SHOP = Credit("Shop", "own key, no redistribution", None, "https://shop.test/", may_be_passed_on=False)
IMPRINT = Imprint(
    title="Quality against price",
    gates="Domain: Medical. Open weights only.",
    counts="8 of 12 models",
    snapshot_day=date(2026, 11, 23),
    credits=(BOARD, SHOP),
)
HOSTILE = [
    "<b>bold</b><script>alert(1)</script>",
    "$x^2$",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2-2",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    " =HYPERLINK(1)",
    "＝1",  # noqa: RUF001
    "GPT\u202e4-abc",
    'a,"b"\nc',
    "x" * 10_000,
]
FRAME = pd.DataFrame(
    {
        "name": [*HOSTILE, None],
        "value": [-1.5, *[2.0] * len(HOSTILE)],
        "as_of": [date(2026, 8, 19)] * len(HOSTILE) + [None],
        "modalities": [np.array(["text", "image"], dtype=object)] * len(HOSTILE) + [None],
        "tools": [True] * len(HOSTILE) + [None],
    }
)
FIGURE = go.Figure(
    [go.Scatter(x=[1, 2], y=[3, 4], name="One"), go.Scatter(x=[1, 2], y=[4, 3], name="Two")],
    {"legend": {"orientation": "h", "y": -0.2}, "height": 540, "title": {"text": "The page's own"}},
)


def _imprint(**other: Any) -> Imprint:  # noqa: ANN401 - fields of many types
    return replace(IMPRINT, **other)


def _texts(figure: go.Figure) -> str:
    return "<br>".join(figure.layout[f"legend{number}"].title.text for number in (97, 98, 99))


def test_a_credit_names_line_licence_address_and_day_once_each() -> None:
    assert credit_line(BOARD) == "Data of the Board, CC BY 4.0; https://board.test/; figures of 19 Aug 2026"
    assert credit_line(SHOP) == (
        "Shop; licence: own key, no redistribution; https://shop.test/; figures of no date; "
        "for your own use, not to be passed on"
    )
    bare = Credit("Board", "none stated", None, "https://b.test/", "Board, no licence stated, https://b.test/")
    assert credit_line(bare) == "Board, no licence stated, https://b.test/; figures of no date"


def test_credits_are_the_sources_that_were_used() -> None:
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b", "c"],
            "title": ["A", "B", "C"],
            "licence": ["MIT"] * 3,
            "as_of": [date(2026, 8, 19), pd.NaT, None],
            "url": ["https://a.test/"] * 3,
            "attribution": ["Of A", "Of B", "Of C"],
            "may_redistribute": [True, False, True],
        }
    )
    found = credits_of(sources, frozenset(("a", "b")))
    assert found == (
        Credit("A", "MIT", date(2026, 8, 19), "https://a.test/", "Of A"),
        Credit("B", "MIT", None, "https://a.test/", "Of B", may_be_passed_on=False),
    )


def test_the_day_is_said_and_so_is_that_there_is_none() -> None:
    assert standing(IMPRINT) == "8 of 12 models, Shortlist snapshot of 23 Nov 2026"
    assert standing(_imprint(snapshot_day=None)) == "8 of 12 models, bundled with Shortlist"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Quality against price", "quality-against-price"),
        ("../../etc/passwd\u202e\x00", "etc-passwd"),
        ("Prix : où ?", "prix-ou"),
        ("日本語", "shortlist"),
        ("a" * 500, "a" * 80),
    ],
)
def test_a_file_is_named_after_its_title_and_day_in_plain_letters(title: str, slug: str) -> None:
    assert file_name(_imprint(title=title), "png") == f"{slug}-2026-11-23.png"


def test_figures_that_came_bundled_are_named_so() -> None:
    assert file_name(_imprint(snapshot_day=None), "csv") == "quality-against-price-bundled.csv"


def test_the_text_beside_a_file_has_the_whole_imprint() -> None:
    lines = sources_text(IMPRINT).decode("utf-8-sig").splitlines()
    assert lines[:3] == [IMPRINT.title, IMPRINT.gates, standing(IMPRINT)]
    assert lines[-2:] == [credit_line(BOARD), credit_line(SHOP)]


def test_a_picture_says_title_gates_counts_day_sources_and_licences() -> None:
    told = _texts(printed(FIGURE, IMPRINT))
    for part in (IMPRINT.title, IMPRINT.gates, standing(IMPRINT), credit_line(BOARD), credit_line(SHOP)):
        assert part in told


def test_printing_leaves_the_chart_of_the_page_as_it_is() -> None:
    before = FIGURE.to_json()
    drawn = printed(FIGURE, IMPRINT)
    assert FIGURE.to_json() == before
    assert drawn.layout.title.text is None
    assert [trace.name for trace in drawn.data][:2] == ["One", "Two"]


def test_a_picture_grows_for_a_high_chart_and_for_long_texts() -> None:
    usual = printed(FIGURE, IMPRINT)
    assert (usual.layout.width, usual.layout.height) == (1200, 800)
    assert printed(go.Figure(FIGURE).update_layout(height=1500), IMPRINT).layout.height > 1500
    assert printed(FIGURE, _imprint(credits=(BOARD,) * 40)).layout.height > 1000


def test_a_chart_without_a_legend_gets_none() -> None:
    drawn = printed(go.Figure(FIGURE).update_layout(showlegend=False), IMPRINT)
    assert [trace.showlegend for trace in drawn.data] == [False, False, True, True, True]


def test_hostile_text_is_printed_as_text() -> None:
    told = _texts(printed(FIGURE, _imprint(title=HOSTILE[0], gates=HOSTILE[1], counts=HOSTILE[10])))
    assert "<script>" not in told
    assert "&lt;b&gt;bold&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "$x^2$" in told
    assert "\u202e" not in told


def test_a_text_without_end_is_cut_with_a_mark() -> None:
    assert "x…</b>" in _texts(printed(FIGURE, _imprint(title=HOSTILE[12])))
    assert printed(FIGURE, _imprint(title=HOSTILE[12])).layout.height < 1200


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    text = "Some words and an_unbreakable_" + "x" * 100 + " 日本語のモデル and the rest of it"
    lines = wrapped(text, 20.0)
    assert max(map(export_picture._width_em, lines)) <= 20.0  # noqa: SLF001
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrapped("", 20.0) == []


def test_pictures_have_the_colours_of_the_light_page() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    light = theme["light"]
    assert (light["backgroundColor"], light["textColor"]) == (export_picture.PAPER, export_picture.INK)
    assert theme["chartCategoricalColors"] == export_picture.COLOURS


def test_csv_is_read_back_and_no_cell_starts_a_formula() -> None:
    told = csv_file(FRAME)
    assert told.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"), newline="")))
    for row, name in zip(rows, HOSTILE, strict=False):
        assert row["name"].removeprefix("'") == name
        assert row["name"][0] not in "=+-@\t\r＝"  # noqa: RUF001
        assert row["name"].lstrip()[0] not in "=+-@＝"  # noqa: RUF001
    assert [rows[0]["value"], rows[0]["as_of"], rows[0]["modalities"]] == ["-1.5", "2026-08-19", "text; image"]
    assert list(rows[-1].values()) == ["", "2.0", "", "", ""]


def test_programs_read_the_csv_without_being_told_of_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_file(FRAME[["value", "name"]]))
    assert pd.read_csv(path)["value"].tolist() == FRAME["value"].tolist()
    assert duckdb.execute("SELECT sum(value) FROM read_csv(?)", [str(path)]).fetchone() == (FRAME["value"].sum(),)


def test_a_column_cannot_be_a_formula_either() -> None:
    assert csv_file(pd.DataFrame({"=1+1": [1]})).decode("utf-8-sig") == "'=1+1\r\n1\r\n"


def test_json_has_the_imprint_and_the_rows_as_they_are() -> None:
    told = json.loads(json_file(FRAME, IMPRINT))
    assert [row["name"] for row in told["rows"]] == [*HOSTILE, None]
    assert told["rows"][0] | {"name": ""} == {
        "name": "",
        "value": -1.5,
        "as_of": "2026-08-19",
        "modalities": ["text", "image"],
        "tools": True,
    }
    assert told["about"]["snapshot_day"] == "2026-11-23"
    assert [(s["title"], s["licence"], s["as_of"]) for s in told["about"]["sources"]] == [
        ("Board", "CC-BY-4.0", "2026-08-19"),
        ("Shop", "own key, no redistribution", None),
    ]


def test_parquet_keeps_types_lists_and_the_imprint(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    path.write_bytes(parquet_file(FRAME, IMPRINT))
    table = parquet.read_table(path)
    assert table.column("name").to_pylist() == [*HOSTILE, None]
    assert json.loads(table.schema.metadata[b"about"])["title"] == IMPRINT.title
    asked = "SELECT typeof(value), typeof(as_of), modalities[1] FROM read_parquet(?) LIMIT 1"
    assert duckdb.execute(asked, [str(path)]).fetchone() == ("DOUBLE", "DATE", "text")


def test_xlsx_holds_text_as_text_and_numbers_as_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(FRAME, IMPRINT)))
    table = book["Table"]
    names = [cell for (cell,) in table.iter_rows(min_row=2, max_col=1)]
    assert {cell.data_type for cell in names[:-1]} == {"s"}
    assert {cell.hyperlink for cell in names} == {None}
    assert [names[place].value for place in (0, 1, 2, 3, 4, 5)] == HOSTILE[:6]
    assert names[12].value == HOSTILE[12]
    value, as_of, modalities, tools = (table.cell(2, column) for column in (2, 3, 4, 5))
    assert (value.data_type, value.value) == ("n", -1.5)
    assert as_of.value.date() == date(2026, 8, 19)
    assert (modalities.value, tools.value) == ("text; image", True)
    assert [table.cell(15, column).value for column in (1, 3, 4, 5)] == [None] * 4


def test_xlsx_has_the_imprint_on_its_second_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(FRAME, IMPRINT)))
    told = [cell.value for (cell,) in book["Sources"].iter_rows(max_col=1) if cell.value]
    assert told == [
        *(IMPRINT.title, IMPRINT.gates, standing(IMPRINT), "Sources"),
        *(credit_line(BOARD), credit_line(SHOP)),
    ]


def test_a_text_that_excel_cannot_hold_is_cut_with_a_mark() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(pd.DataFrame({"name": ["x" * 40_000]}), IMPRINT)))
    told = book["Table"]["A2"].value
    assert (len(told), told[-1]) == (XLSX_LONGEST_TEXT, "…")


def test_days_are_days_moments_are_moments_and_infinite_is_no_figure() -> None:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-11-23", None]),
            "moment": pd.to_datetime(["2026-11-23 10:30", "2026-11-24 00:00"]),
            "usd": [np.inf, 1.5],
            "tokens": pd.array([None, 128_000], dtype="Int64"),
        }
    )
    assert csv_file(frame).decode("utf-8-sig").splitlines()[1:] == [
        "2026-11-23,2026-11-23 10:30:00,,",
        ",2026-11-24 00:00:00,1.5,128000",
    ]
    assert json.loads(json_file(frame, IMPRINT))["rows"] == [
        {"day": "2026-11-23", "moment": "2026-11-23T10:30:00", "usd": None, "tokens": None},
        {"day": None, "moment": "2026-11-24T00:00:00", "usd": 1.5, "tokens": 128_000},
    ]
    table = openpyxl.load_workbook(io.BytesIO(xlsx_file(frame, IMPRINT)))["Table"]
    assert [cell.number_format for cell in table[2][:2]] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert [cell.value for cell in table[3]] == [None, datetime(2026, 11, 24), 1.5, 128_000]  # noqa: DTZ001


@pytest.mark.parametrize("frame", [FRAME[:0], pd.DataFrame()], ids=["no rows", "no columns"])
def test_an_empty_table_is_still_a_file(frame: pd.DataFrame) -> None:
    assert csv_file(frame)
    assert json.loads(json_file(frame, IMPRINT))["rows"] == []
    assert openpyxl.load_workbook(io.BytesIO(xlsx_file(frame, IMPRINT))).sheetnames == ["Table", "Sources"]
    assert parquet.read_table(io.BytesIO(parquet_file(frame, IMPRINT))).num_rows == 0


def test_the_page_shows_foreign_text_as_text_and_links_only_to_the_web() -> None:
    shady = Credit("<i>S</i>", "MIT", None, "javascript:alert(1)")
    told = page(FIGURE, _imprint(title=HOSTILE[0], credits=(BOARD, shady), link="javascript:alert(2)")).decode()
    assert "<script>alert(1)" not in told
    assert "&lt;i&gt;S&lt;/i&gt;" in told
    assert 'href="javascript' not in told
    assert '<a href="https://board.test/"' in told


def _script(path: Path) -> Path:
    path.write_text("#!/bin/sh\necho 'libnss3.so: cannot open shared object file' >&2\nexit 127\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_without_a_browser_a_sentence_says_what_to_take_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(Chromium, "find_browser", lambda **_: None)
    with pytest.raises(PictureError, match=r"need Chromium or Chrome.*HTML.*CSV.*BROWSER_PATH"):
        check_browser()


def test_a_browser_that_does_not_start_is_named_with_what_it_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    with pytest.raises(PictureError, match="none does not start"):
        check_browser()
    monkeypatch.setenv("BROWSER_PATH", str(_script(tmp_path / "broken")))
    with pytest.raises(PictureError, match=r"broken does not start: libnss3\.so: cannot open.*HTML"):
        check_browser()


def _app() -> None:
    from tests.views.test_export_menus import FIGURE, FRAME, IMPRINT  # noqa: PLC0415 - AppTest runs this body alone
    from views.export.menus import chart_menu, table_menu  # noqa: PLC0415

    chart_menu(FIGURE, FRAME, IMPRINT, key="chart")
    table_menu(FRAME, IMPRINT, key="table")


def _buttons(at: AppTest) -> dict[str | None, bool]:
    return {button.key: button.proto.disabled for button in at.get("download_button")}


def _opened(key: str) -> AppTest:
    at = AppTest.from_function(_app)
    at.session_state[key] = True
    at.run()
    assert not at.exception
    return at


def _captions(at: AppTest) -> str:
    return " ".join(caption.value for caption in at.caption)


@pytest.fixture
def _with_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.export.menus.check_browser", lambda: None)


def _must_not_run(*_: object) -> bytes:
    pytest.fail("a file was made that nobody asked for")


def test_a_closed_menu_holds_nothing() -> None:
    at = AppTest.from_function(_app).run()
    assert not at.exception
    assert _buttons(at) == {}


@pytest.mark.usefixtures("_with_browser")
def test_an_open_menu_offers_each_format_and_makes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("drawn", "page", "csv_file", "xlsx_file", "json_file", "parquet_file", "sources_text"):
        monkeypatch.setattr(f"views.export.menus.{name}", _must_not_run)
    assert _buttons(_opened("chart")) == {
        f"chart_{name}": False for name in ("png", "svg", "pdf", "html", "csv", "parquet", "sources")
    }
    assert _buttons(_opened("table")) == {f"table_{name}": False for name in ("csv", "xlsx", "json", "sources")}


def test_without_a_browser_only_the_pictures_are_off_and_a_sentence_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(Chromium, "find_browser", lambda **_: None)
    at = _opened("chart")
    assert {key for key, is_off in _buttons(at).items() if is_off} == {"chart_png", "chart_svg", "chart_pdf"}
    assert [warning.value[:42] for warning in at.warning] == ["PNG, SVG and PDF need Chromium or Chrome o"]


@pytest.mark.usefixtures("_with_browser")
def test_a_picture_that_failed_is_spoken_of_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.export.menus.last_failure", lambda: "The last picture was not drawn.")
    at = _opened("chart")
    assert not any(_buttons(at).values())
    assert [warning.value for warning in at.warning] == [r"The last picture was not drawn\."]


@pytest.mark.usefixtures("_with_browser")
def test_what_may_not_be_passed_on_is_said_in_the_menu() -> None:
    for key in ("chart", "table"):
        assert "With figures of Shop: for your own use, not to be passed on." in _captions(_opened(key))


def test_a_table_too_long_for_excel_is_offered_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.export.menus.XLSX_MOST_ROWS", 3)
    at = _opened("table")
    assert "table_xlsx" not in _buttons(at)
    assert "No XLSX: Excel opens 3 rows at most, and these are 14." in _captions(at)
