"""The Changes page, run headless over a small snapshot."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import page_at


@pytest.fixture(autouse=True)
def _data(costs_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(costs_data))


def _told(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(part.value for part in [*page.markdown, *page.caption, *page.info]).replace("\\", "")


def test_the_feed_is_told_by_day() -> None:
    told = _told(page_at("changes", {"period": "From the start"}).run())
    assert "**1 price change**" in told
    assert "**1 Mar 2026**" in told
    assert "**Large open** (open) at Beta: input $4 to $1 per million tokens, **-75 %**" in told


def test_a_kind_shows_its_own_alone() -> None:
    told = _told(page_at("changes", {"period": "From the start", "kind": "Prices"}).run())
    assert "price change" in told
    assert "Tested ·" not in told


def test_an_unknown_kind_is_told_and_everything_is_shown() -> None:
    page = page_at("changes", {"kind": "Gossip"}).run()
    assert [toast.value for toast in page.toast] == ["Ignored in the address: Kind, “Gossip”."]
    assert "Tested ·" in _told(page)


def test_foreign_names_stay_text() -> None:
    page = page_at("changes", {"period": "From the start"}).run()
    assert not page.exception
    assert "<img" not in "\n".join(part.value for part in page.markdown).replace(r"\<", "")
