"""The Choose page, run headless over the bundled figures: the same answer as the command, restored by its address."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.__main__ import main
from catalog.decide.need import Need, presets, to_yaml
from tests.pages.opening import page_at
from tests.snapshot_rows import HTML
from views.choose.answer import MOST_OPENED
from views.shell.wording import markdown_text

pytestmark = pytest.mark.usefixtures("_over_the_bundle")


def _app(address: dict[str, Any] | None = None) -> AppTest:
    app = page_at("choose", address).run()
    assert not app.exception
    return app


def _opened(app: AppTest, *keys: str) -> AppTest:
    """Return the page with some of its buttons open."""
    for key in keys:
        app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def _preset(app: AppTest, name: str) -> AppTest:
    _opened(app, "need_task").selectbox(key="need_preset").select(name).run()
    assert not app.exception
    return app


def _told(app: AppTest) -> str:
    return "\n".join(part.value for part in app.markdown)


def _shortlist(app: AppTest) -> list[str]:
    return [str(name) for name in app.dataframe[0].value["name"]]


def _answer(need: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["choose", "--need", need, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("name", list(presets()))
def test_page_and_command_agree_on_a_preset(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    page, answer = _opened(_preset(_app(), name), "reasons", "reaches"), _answer(str(presets()[name]), capsys)
    told = _told(page)
    for winner in answer["winners"]:
        assert f"**{winner['title']}: {markdown_text(winner['name'] or 'none')}" in told
        assert markdown_text(winner["reason"]) in told
    assert _shortlist(page) == [row["name"] for row in answer["shortlist"]]
    assert f"**{answer['passing']:,} of {answer['total']:,} models shown**" in told
    assert markdown_text(answer["sensitivity"]["sentence"]) in told
    assert all(markdown_text(miss["sentence"]) in told for miss in answer["near_misses"])
    assert markdown_text(answer["tie"]["sentence"]) in told


def test_the_command_has_the_keys_that_others_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer("agent", capsys)
    assert {"winners", "shortlist", "excluded", "near_misses", "sensitivity"} <= set(answer)
    assert answer["passing"] + len(answer["excluded"]) == answer["total"]


def test_the_command_in_words_names_the_winners_and_why_not_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["choose", "--need", "agent"]) == 0
    told = capsys.readouterr().out
    assert "Best quality: " in told
    assert "Why not the others:" in told
    assert "How sure: " in told


def test_the_command_refuses_a_need_with_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "need.yml"
    path.write_text("title: !!python/object/apply:os.getcwd []", encoding="utf-8")
    assert main(["choose", "--need", str(path), "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, "Nothing was run" in said.err) == ("", True)


def test_the_address_restores_the_need() -> None:
    first = _preset(_app(), "code-assistant")
    address = dict(first.query_params)
    second = _opened(_app(address), "need_task")
    assert dict(second.query_params) == address
    assert _told(second) == _told(first)
    assert second.selectbox(key="need_preset").value == "code-assistant"


def test_our_own_need_starts_from_what_is_there() -> None:
    page = _opened(_preset(_app(), "on-premises"), "need_task")
    page.selectbox(key="need_preset").select("").run()
    need = page.session_state["_need"]
    assert (need.title, need.good_enough) == ("", 45.0)
    assert page.session_state["_filters"].weights == "open"


def test_an_address_of_an_older_version_keeps_what_is_still_known_and_says_what_is_not() -> None:
    page = _app({"domain": "code", "benchmark": "Votes", "mix": "50", "weights": "Open"})
    assert "benchmark" in page.info[0].value
    assert _opened(page, "need_task").multiselect(key="need_domains").value == ["code"]
    assert page.session_state["_filters"].weights == "open"


def test_a_nonsense_address_shows_the_usual_need() -> None:
    page = _app({"domains": "<script>", "requests_per_month": "1e99", "good_enough": "x"})
    assert "Ignored in the address" in page.info[0].value
    assert page.session_state["_need"] == Need()


def test_a_changed_workload_changes_the_bill_and_the_address() -> None:
    page = _opened(_app(), "need_workload")
    before = page.dataframe[0].value.set_index("name")["usd_per_month"]
    page.number_input(key="workload_requests_per_month").set_value(200_000.0).run()
    after = page.dataframe[0].value.set_index("name")["usd_per_month"]
    assert (after / before).dropna().round(6).eq(2.0).all()
    assert page.query_params["requests_per_month"] in ("200000", ["200000"])


def test_a_workload_that_cannot_be_is_told_and_the_last_one_stays() -> None:
    page = _opened(_preset(_app(), "support-chat"), "need_workload")
    page.number_input(key="workload_input_tokens").set_value(100.0).run()
    assert "The cached parts are within the input" in page.warning[0].value
    assert page.session_state["_workload"].input_tokens == 2500


def test_what_matters_asks_for_caution_and_keeps_it_in_the_address() -> None:
    page = _opened(_preset(_app(), "support-chat"), "need_matters")
    page.button_group(key="need_caution").set_value("bold").run()
    assert not page.exception
    assert page.session_state["_need"].caution == "bold"
    assert page.query_params["caution"] in ("bold", ["bold"])


@pytest.mark.parametrize("name", list(presets()))
def test_the_group_with_a_fair_chance_is_one_to_choose_from(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(str(presets()[name]), capsys)
    assert len(answer["tie"]["model_ids"]) <= max(10, answer["passing"] / 3)


def test_no_requests_are_compared_by_the_request() -> None:
    page = _app({"requests_per_month": "0"})
    assert "a request at" in _told(page)
    assert _words(page)[1] == "A single request"


def _words(app: AppTest) -> list[str]:
    """Return what the buttons of the need say."""
    found: list[str] = []
    for block in app.main:
        _gather(block, found)
    return found


def _gather(block: Any, found: list[str]) -> None:  # noqa: ANN401 - of AppTest's tree
    if getattr(block, "type", "") == "popover":
        found.append(block.proto.popover.label)
    for child in getattr(block, "children", {}).values():
        _gather(child, found)


def test_what_is_asked_stands_in_words_on_the_buttons_that_open_it() -> None:
    page = _app({"need": "1", "title": "Notes", "requests_per_month": "300000", "speed_weight": "0"})
    assert _words(page)[:3] == ["Notes", "300,000 requests a month", "Quality 59 · price 41"]


def test_a_button_keeps_its_words_while_it_is_open_so_that_it_stays_open() -> None:
    page = _opened(_app(), "need_workload")
    page.number_input(key="workload_requests_per_month").set_value(200_000.0).run()
    assert _words(page)[1] == "100,000 requests a month"
    page.session_state["need_workload"] = False
    assert _words(page.run())[1] == "200,000 requests a month"


@pytest.mark.parametrize("name", list(presets()))
def test_the_advice_the_first_card_and_the_command_name_the_same_model(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page, answer = _preset(_app(), name), _answer(str(presets()[name]), capsys)
    pick = next(winner for winner in answer["winners"] if winner["role"] == "balanced")
    assert f"**We recommend {markdown_text(pick['name'])} because " in _told(page)
    badges = [part.value for part in page.markdown if part.value.startswith(":blue-badge[Our pick]")]
    assert len(badges) == 1


def test_limits_of_the_need_and_filters_stand_in_one_list_and_all_are_taken_back_together() -> None:
    page = _app({"need": "1", "budget_usd_per_month": "500", "wishes": "open", "tools": "true"})
    asked = page.button_group(key="asked_chips")
    assert {"budget_usd_per_month", "wishes", "tools"} <= set(asked.value or [])
    page.button(key="clear_gates").click().run()
    assert not page.exception
    need = page.session_state["_need"]
    assert (need.budget_usd_per_month, need.wishes, page.session_state["_filters"].tools) == (None, (), False)


def test_a_kept_model_stays_in_sight_with_another_need_and_in_the_address() -> None:
    page = _app()
    keep = next(button for button in page.button if str(button.key).startswith("keep_balanced"))
    keep.click().run()
    (kept,) = page.session_state["_kept_models"]
    _preset(page, "code-assistant")
    assert "**Kept**" in _told(page)
    assert page.query_params["keep"] in (kept, [kept])
    assert _app({"keep": kept}).session_state["_kept_models"] == (kept,)


def test_an_unknown_model_to_keep_is_told_and_left_out() -> None:
    page = _app({"keep": "<script>,openai/none"})
    assert page.session_state["_kept_models"] == ()
    assert "there is no model" in page.info[0].value
    assert "<script>" not in page.info[0].value


def test_impossible_gates_say_which_to_open_first_and_open_it() -> None:
    page = _app({"budget_usd_per_month": "0.0001", "tools": "true"})
    assert "Take this one back first\\. Without “at most \\$0\\.0001 a month”" in page.info[0].value
    openers = [button for button in page.button if str(button.key).startswith("open_")]
    assert 1 <= len(openers) <= MOST_OPENED
    openers[0].click().run()
    assert not page.exception
    assert page.dataframe
    assert page.session_state["_need"].budget_usd_per_month is None
    assert page.session_state["_filters"].tools


def _with_file(app: AppTest, content: bytes) -> AppTest:
    app.session_state["need_file"] = True
    app.run()
    app.file_uploader(key="need_upload").set_value(("need.yml", content, "application/yaml")).run()
    assert not app.exception
    return app


def test_a_need_from_a_file_is_taken() -> None:
    medical = _preset(_app(), "medical-notes")
    page = _with_file(_app(), to_yaml(medical.session_state["_need"]).encode())
    assert page.session_state["_need"] == medical.session_state["_need"]
    assert page.session_state["_filters"].context_from == 32_000.0
    assert _shortlist(page) == _shortlist(medical)


@pytest.mark.parametrize(
    "content", [b"domain: code", b"title: !!python/object/apply:os.getcwd []", b"\xff\xfe", b"x" * 100_000]
)
def test_a_file_that_is_no_need_is_told_and_changes_nothing(content: bytes) -> None:
    page = _with_file(_preset(_app(), "agent"), content)
    assert "The file was not taken, and nothing was changed" in page.warning[0].value
    assert page.session_state["_need"].title == "Agent"


def test_hostile_names_of_models_and_providers_are_shown_as_text(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORTLIST_DATA", str(snapshot.parents[1]))
    told = _told(_opened(_app(), "reasons"))
    assert f"**Cheapest that is good enough: {markdown_text(HTML)}.**" in told
    assert "<b>" not in told
    assert "<i>" not in told
