"""The page Try against the stand-in."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import page_at
from tests.trial.conftest import World
from tests.trial.stand_in import KEY
from trial.runs import read_run, run_paths


@pytest.fixture
def opened(world: World, snapshot: Path) -> World:
    """Return the world with the shared snapshot in its data folder."""
    (world.folder / "snapshots").mkdir()
    (world.folder / "snapshots" / snapshot.name).symlink_to(snapshot)
    (world.folder / "CURRENT").write_text(snapshot.name)
    return world


def _ended() -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and (not run_paths() or read_run(run_paths()[0]).end is None):
        time.sleep(0.05)


def _run_of(page: AppTest) -> AppTest:
    page.multiselect(key="try_models_local").set_value(["maker-good/good", "maker-weak/weak"])
    page.text_area(key="try_prompt").set_value("please say <b>yes</b>")
    page.text_input(key="try_expected").set_value("yes")
    page.run()
    page.button(key="try_run").click().run()
    _ended()
    return page.run()


@pytest.mark.slow
def test_a_prompt_is_run_graded_and_voted_on(opened: World) -> None:
    page = _run_of(page_at("try_out").run())
    assert not page.exception
    assert not page.error
    assert len(opened.asked.bodies) == 2
    assert "say <b>yes</b>" in page.code[0].value
    page.selectbox(key="try_by").set_value("contains").run()
    page.button(key="try_grade").click().run()
    table = page.dataframe[0].value
    assert list(table["share"]) == [1.0, 0.0]
    page.toggle(key="try_blind").set_value(True).run()
    assert not any("maker-" in each.value for each in page.markdown if "Answer" in each.value)
    page.button(key="try_vote_0").click().run()
    assert not page.exception
    assert [each.by for each in read_run(run_paths()[0]).grades].count("vote") == 1
    assert all(KEY not in str(element) for element in page.main)


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_a_run_that_nobody_made_is_a_sentence() -> None:
    page = page_at("try_out", {"run": "../../etc/passwd"}).run()
    assert not page.exception
    assert "No run can be read" in page.error[0].value
