"""Facts about what the server writes into the head of the pages."""

import re

import pytest

import serve
from views.shell.frame import PAGES

CODE = re.compile(r'import\("(/[^"]*)"\)')


def test_a_page_with_a_chart_asks_for_the_code_of_charts_at_once() -> None:
    for entry in PAGES:
        asked = CODE.findall(serve.heads("")[entry.slug].decode())
        assert len(asked) == int(entry.has_chart)
        assert all((serve.STATIC / path.removeprefix("/")).is_file() for path in asked)


def test_the_address_without_a_name_is_the_first_page() -> None:
    heads = serve.heads("")
    assert heads[""] == heads[PAGES[0].slug]


@pytest.mark.parametrize("base", ["team/models", "/team/models/"])
def test_pages_below_a_path_are_told_so(base: str) -> None:
    head = serve.heads(base)["tradeoffs"].decode()
    assert 'BACKEND_BASE_URL: location.origin + "/team/models"' in head
    assert [path.startswith("/team/models/static/js/") for path in CODE.findall(head)] == [True]


def test_a_streamlit_that_names_its_code_otherwise_is_asked_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "CHARTS", "static/js/no-such-*.js")
    assert CODE.findall(serve.heads("")["tradeoffs"].decode()) == []


def test_every_page_lets_one_act_of_the_reader_be_one_step_of_back() -> None:
    assert all("history.pushState =" in head.decode() for head in serve.heads("").values())
