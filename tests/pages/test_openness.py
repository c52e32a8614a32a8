"""The Openness page, run headless over a small snapshot of its own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog.openness.criteria import CRITERIA, DIFFERENCE
from catalog.openness.statements import curated_frame
from tests.openness_rows import ALONE, CLOSED, CURATED_ROWS, HALF, ODD, QUIET, WHOLE
from tests.pages.opening import page_at
from views.export.imprint import Imprint
from views.openness.card import criterion, is_web, link, standing

# A tag; the address of a link stands in such brackets too.
UNESCAPED = re.compile(r"(?<![\\(])<(?!https?:)")
Visit = Callable[..., AppTest]


@pytest.fixture
def visit(openness_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page under an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(openness_data))
    monkeypatch.setattr("catalog.openness.criteria.curated", lambda: curated_frame(CURATED_ROWS))

    def visited(**address: str | list[str]) -> AppTest:
        return page_at("openness", address).run()

    return visited


def told(app: AppTest) -> str:
    """Return all text of the page."""
    return "\n".join(part.value for part in [*app.header, *app.markdown, *app.caption, *app.info])


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["system_id"])


def notes(app: AppTest) -> list[str]:
    return [note.value for note in app.toast]


def test_the_page_tells_the_difference_and_who_meets_all(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert DIFFERENCE in told(app).replace("**", "")
    assert "**1 of 5 judged models meets all six criteria**: Whole\\-7B (acme)." in told(app)
    assert "Of the others 3 are open weights and 1 closed; of 0 nobody says" in told(app)


def test_the_judged_ones_are_listed_at_first_and_all_on_request(visit: Visit) -> None:
    app = visit()
    assert "**5 of 6 models shown**" in told(app)
    assert listed(app)[0] == WHOLE
    assert QUIET not in listed(app)
    app.segmented_control(key="among").set_value("all").run()
    assert "**6 of 6 models shown**" in told(app)
    assert QUIET in listed(app)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"kind": "Closed"}, {CLOSED}),
        ({"kind": "Open source: meets all six"}, {WHOLE}),
        ({"find": "acme"}, {WHOLE, HALF}),
        ({"terms": ["OSI-approved", "closed"]}, {WHOLE, CLOSED}),
        ({"by": ["big"]}, {CLOSED}),
        ({"must_be_open": ["Full weights", "Evaluation code"]}, {WHOLE}),
        ({"among": "All", "kind": "Unknown"}, {QUIET}),
    ],
)
def test_the_address_restores_the_filters(visit: Visit, address: dict[str, Any], expected: set[str]) -> None:
    app = visit(**address)
    assert set(listed(app)) == expected
    assert notes(app) == []


def test_the_filters_behind_the_button_are_told_and_taken_off(visit: Visit) -> None:
    app = visit(must_be_open=["Full weights"], by=["acme"], find="half")
    assert "Asked for: developer\\: acme; full weights\\: open; search\\: “half”." in told(app)
    assert listed(app) == [HALF]
    app.button(key="clear_filters").click().run()
    assert len(listed(app)) == 5
    assert "Asked for" not in told(app)


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ({"kind": "<script>"}, "Ignored in the address: Kind, “\\<script\\>”."),
        ({"sort": "'; DROP"}, "Ignored in the address: Sort by, “'; DROP”."),
        ({"terms": ["MIT"]}, "Ignored in the address: Licence class, “MIT”."),
        ({"must_be_open": ["x" * 500]}, f"Ignored in the address: Must be open, “{'x' * 59}…”."),
        ({"by": ["nobody"]}, "Ignored in the address: Developer, “nobody”."),
        ({"page": "99"}, "Ignored in the address: Page, “99”."),
        ({"page": "-1"}, "Ignored in the address: Page, “\\-1”."),
        ({"page": "²"}, "Ignored in the address: Page, “²”."),
        ({"page": "9" * 9999}, f"Ignored in the address: Page, “{'9' * 59}…”."),
    ],
)
def test_what_is_nonsense_in_the_address_is_ignored_with_a_note(visit: Visit, address: Any, note: str) -> None:  # noqa: ANN401
    app = visit(**address)
    assert not app.exception
    assert notes(app) == [note]
    assert len(listed(app)) == 5


def test_nothing_left_is_told(visit: Visit) -> None:
    app = visit(find="nothing of the kind")
    assert "**0 of 6 models shown**" in told(app)
    assert "No model is left. Take a filter off or show all models." in told(app)
    assert not app.dataframe


def test_the_first_row_has_its_card_at_first(visit: Visit) -> None:
    app = visit()
    assert app.header[0].value == "Whole\\-7B"
    assert "id" not in app.query_params
    assert "**Open source**: meets all six criteria." in told(app)


def test_a_card_says_what_is_lacked_by_whom_and_what_the_licence_allows(visit: Visit) -> None:
    text = told(visit(id=HALF))
    for part in (
        "**Open weights**: its weights can be had, but it does not meet all six criteria. Open: 1 of 6.",
        "**It lacks** public training data; evaluation code; training and fine-tuning code; training metrics and",
        "Evaluation code: **closed**",
        "It has none.",
        "[Evidence (primary\\.example)](<https://primary.example/a_%28b%29?x=%3Cy%3E>): 1 Feb 2024; curated",
        "[Evidence (mot\\.example)](<https://mot.example/training_data>): Model Openness Tool, 11 May 2026; an index",
        "**The sources differ**: from closed to partial.",
        "Licence class: **permissive with use limits**",
        "The clause that matters: From 700 million monthly users",
    ):
        assert part in text, part


def test_what_nobody_says_is_no_lack(visit: Visit) -> None:
    text = told(visit(id=CLOSED))
    assert "**Closed**: its weights are not released. Open: 0 of 6." in text
    assert "**It lacks** full weights; a licence that the OSI approves." in text
    assert "**Nobody says** whether it has public training data; evaluation code; training and fine-tuning code" in text


@pytest.mark.parametrize("said", [HALF, HALF.upper(), "half", "  Half "])
def test_the_address_names_a_system_by_id_or_name(visit: Visit, said: str) -> None:
    app = visit(id=said)
    assert app.header[0].value == "Half"
    assert app.query_params["id"] == HALF


def test_a_system_that_nobody_judged_can_be_looked_up(visit: Visit) -> None:
    app = visit(id=QUIET)
    assert app.header[0].value == "Quiet"
    assert QUIET not in listed(app)


def test_a_name_that_means_several_names_them(visit: Visit) -> None:
    app = visit(id="acme")
    assert app.info[0].value == "“acme” may mean acme/half, acme/whole\\."
    assert "id" not in app.query_params


@pytest.mark.parametrize("said", ["<script>alert(2)</script>", "'; DROP TABLE models", "x" * 5000, "\x00", "🤖"])
def test_a_hostile_id_is_ignored_with_a_note(visit: Visit, said: str) -> None:
    app = visit(id=said)
    assert not app.exception
    assert app.header[0].value == "Whole\\-7B"
    assert len(app.info) <= 1
    assert not UNESCAPED.search(told(app))


def test_a_typed_name_opens_its_card(visit: Visit) -> None:
    app = visit()
    app.selectbox(key="system").set_value(ALONE).run()
    assert app.header[0].value == "Nowhere 7B"
    assert app.query_params["id"] == ALONE
    app.selectbox(key="system").set_value(None).run()
    assert app.header[0].value == "Whole\\-7B"
    assert "id" not in app.query_params


def test_a_long_list_is_paged_and_another_order_begins_anew(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.openness.listing.ROWS_A_PAGE", 2)
    app = visit(page="3")
    assert "Rows: 1 of 5; the table below has them all." in told(app)
    assert len(listed(app)) == 5
    last = app.header[0].value
    app.selectbox(key="sort").set_value("name").run()
    assert "Rows: 2 of 5" in told(app)
    assert app.header[0].value != last
    assert "page" not in app.query_params


def test_what_is_taken_away_holds_evidence_and_sources(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.openness.listing.ROWS_A_PAGE", 1)
    taken: dict[str, Any] = {}

    def take_chart(_figure: object, cells: pd.DataFrame, imprint: Imprint, *, key: str) -> None:
        taken[key] = cells, imprint

    def take_table(rows: pd.DataFrame, imprint: Imprint, *, key: str) -> None:
        taken[key] = rows, imprint

    monkeypatch.setattr("views.openness.listing.chart_menu", take_chart)
    monkeypatch.setattr("views.openness.listing.table_menu", take_table)
    visit(find="acme")
    cells, of_chart = taken["take_chart"]
    assert (len(cells), of_chart.counts) == (6, "1 of 6 models")
    assert cells["evidence_url"].notna().all()
    rows, of_table = taken["take_table"]
    assert (len(rows), of_table.counts) == (2, "2 of 6 models")
    assert {f"{each}_evidence_url" for each in CRITERIA} <= set(rows.columns)
    titles = [credit.title for credit in of_table.credits]
    assert titles == ["Acme board", "European index", "Model Openness Tool", "Curated from primary sources"]
    assert of_table.gates == "Show: judged by somebody; search: “acme”; most criteria open first"


def test_the_menus_open(visit: Visit) -> None:
    app = visit()
    app.session_state["take_chart"] = app.session_state["take_table"] = app.session_state["statements"] = True
    app.run()
    assert not app.exception
    assert "Page that works by itself, without a network" in told(app)
    assert "XLSX and JSON hold their sources and licences; beside CSV lies the text with them" in told(app)
    assert "7 statements; of those about one part the first counts." in told(app)


def test_foreign_text_is_shown_as_text(visit: Visit) -> None:
    app = visit(id=ODD)
    text = told(app)
    assert not app.exception
    assert "\\<img" in text
    assert not UNESCAPED.search(text)
    assert "](javascript:" not in text
    assert "(<javascript:" not in text


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://a.example", "http://[", "", None],
)
def test_only_an_address_of_the_web_is_linked(address: str | None) -> None:
    assert not is_web(address)
    assert link("Evidence", address) == "Evidence"


def test_no_address_ends_its_link_early() -> None:
    made = link("E", "http://a.example/x>)](javascript:alert(1)) <b> \\ \"'")
    assert made.startswith("[E (a\\.example)](<http://a.example/")
    assert made.count(">") == 1
    assert made.endswith(">)")
    assert " " not in made.partition("](<")[2]


def test_a_lack_that_is_there_in_part_is_said_so() -> None:
    cells = [{"criterion": each, "verdict": "open"} for each in CRITERIA]
    cells[0]["verdict"] = cells[-1]["verdict"] = "partial"
    said = standing({"kind": "open weights", "criteria": cells})
    assert "Open: 4 of 6." in said
    assert "**It lacks** public training data (there in part); a licence that the OSI approves." in said


def test_a_criterion_of_which_nobody_says_anything_has_no_evidence_line() -> None:
    cell = dict.fromkeys(("source", "evidence_url", "as_of", "basis"))
    cell |= {"words": "no source says whether it is public", "title": "Evaluation code", "verdict": "unknown"}
    said = criterion(cell | {"is_disputed": False})
    assert said == "Evaluation code: **unknown**  \n:small[No source says whether it is public.]"
