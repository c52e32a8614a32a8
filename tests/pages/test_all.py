"""Every page, run headless."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from catalog import store
from etl.build import write_tables
from tests.conftest import write_snapshot
from tests.pages.opening import page_at
from views.shell.frame import PAGES, ROOT, PageEntry

SLUGS = [page.slug for page in PAGES]


def _page(slug: str, **address: str) -> AppTest:
    return page_at(slug, address).run()


@pytest.fixture
def data(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the app to the shared snapshot."""
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))
    return snapshot.parents[1]


@pytest.fixture
def no_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the bundled figures."""
    monkeypatch.setattr(store, "DATASETS", tmp_path)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.usefixtures("data")
def test_page_draws_a_full_snapshot(slug: str) -> None:
    page = _page(slug)
    assert not page.exception
    assert not page.error
    assert not page.warning


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
@pytest.mark.usefixtures("data")
def test_page_draws_where_a_fresh_server_runs_it_without_the_entry_point(page: PageEntry) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    drawn = app.switch_page(f"pages/{page.slug}.py").run()
    assert not drawn.exception
    assert drawn.title[0].value == page.title


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.usefixtures("no_bundle")
def test_page_says_so_without_any_figures(slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    page = _page(slug)
    assert not page.exception
    assert "There are no figures yet" in page.info[0].value


@pytest.mark.parametrize("slug", SLUGS)
def test_page_says_so_where_the_snapshot_is_broken(slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "CURRENT").write_text("nonsense")
    page = _page(slug)
    assert not page.exception
    assert "names no snapshot" in page.error[0].value


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.usefixtures("no_bundle")
def test_page_draws_an_empty_snapshot(slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "snapshots").mkdir()
    write_tables(tmp_path / "snapshots" / "20261123T120000Z.duckdb", {})
    (tmp_path / "CURRENT").write_text("20261123T120000Z.duckdb")
    page = _page(slug)
    assert not page.exception
    assert page.info


def test_a_new_snapshot_is_read_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "snapshots").mkdir()
    write_snapshot(tmp_path / "snapshots" / "20261122T120000Z.duckdb")
    shutil.copy(tmp_path / "snapshots" / "20261122T120000Z.duckdb", tmp_path / "snapshots" / "20261123T120000Z.duckdb")
    (tmp_path / "CURRENT").write_text("20261122T120000Z.duckdb")
    page = _page("tradeoffs")
    assert "on 22 Nov 2026" in page.caption[0].help
    (tmp_path / "CURRENT").write_text("20261123T120000Z.duckdb")
    assert "on 23 Nov 2026" in page.run().caption[0].help


def test_the_bundled_figures_are_drawn_where_there_was_no_refresh(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bundled").mkdir()
    (tmp_path / "bundled" / "manifest.json").write_text("{}")
    opened = store.open_snapshot(snapshot)
    for table in (
        "models",
        "scores",
        "offers",
        "providers",
        "benchmarks",
        "domains",
        "abilities",
        "ability_tests",
        "sources",
    ):
        rows: pd.DataFrame = store.frame(opened, f"SELECT * FROM {table}")  # noqa: S608
        rows.to_parquet(tmp_path / "bundled" / f"{table}.parquet")
    monkeypatch.setattr(store, "DATASETS", tmp_path)
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path / "nowhere"))
    page = _page("tradeoffs")
    assert not page.exception
    assert "Bundled with Shortlist" in page.caption[0].help
    assert len(page.dataframe[0].value) == 7


EARLIER, LATER = "20261122T120000Z", "20261123T120000Z"


@pytest.fixture
def two_snapshots(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep an earlier snapshot without offers beside the shared one."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "snapshots").mkdir()
    write_tables(tmp_path / "snapshots" / f"{EARLIER}.duckdb", {})
    shutil.copy(snapshot, tmp_path / "snapshots" / f"{LATER}.duckdb")
    (tmp_path / "CURRENT").write_text(f"{LATER}.duckdb")


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.usefixtures("two_snapshots")
def test_page_can_be_seen_as_of_an_earlier_snapshot(slug: str) -> None:
    page = _page(slug, as_of=EARLIER)
    assert not page.exception
    assert "You see the figures as of **22 Nov 2026**." in [part.value for part in page.markdown]
    next(button for button in page.button if button.label == "Show today's").click().run()
    assert "as_of" not in page.query_params
    assert "You see the figures as of **22 Nov 2026**." not in [part.value for part in page.markdown]


@pytest.mark.parametrize("stamp", ["20200101T000000Z", "../../etc/passwd", "<script>", "x" * 10_000])
@pytest.mark.usefixtures("two_snapshots")
def test_a_snapshot_that_is_not_there_is_ignored_with_a_note(stamp: str) -> None:
    page = _page("tradeoffs", as_of=stamp)
    assert not page.exception
    assert "There is no snapshot of that moment" in page.info[0].value.replace("\\", "")
    assert "on 23 Nov 2026" in page.caption[0].help


@pytest.mark.usefixtures("two_snapshots")
def test_newer_figures_are_announced_and_not_forced_on_the_reader(tmp_path: Path) -> None:
    from_string = AppTest.from_string(
        "from pathlib import Path\nfrom views.shell.frame import draw_newer\n"
        f"draw_newer(Path({str(tmp_path / 'snapshots' / f'{EARLIER}.duckdb')!r}))\n"
    ).run()
    assert from_string.caption[0].value == "A refresh has published newer figures."
    assert from_string.button[0].label == "Reload"
