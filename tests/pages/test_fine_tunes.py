"""The Fine-tunes page, run headless over a small snapshot of its own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.fine_tunes_rows import BAD, CLAIMER, GOOD, HUB_URL, LONELY, ODD, QUIET, write_fine_tunes
from tests.pages.opening import page_at
from tests.variant_world import BASE
from views.fine_tunes.card import is_safe

# A tag; the address of a link stands in such brackets too.
UNESCAPED = re.compile(r"(?<![\\(])<(?!https?:)")
Visit = Callable[..., AppTest]


@pytest.fixture
def visit(fine_tunes_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page under an address."""
    monkeypatch.setenv("SHORTLIST_DATA", str(fine_tunes_data))

    def visited(**address: str | list[str]) -> AppTest:
        return page_at("fine_tunes", address).run()

    return visited


def told(app: AppTest) -> str:
    """Return all text of the page."""
    return "\n".join(part.value for part in [*app.header, *app.markdown, *app.caption, *app.info])


def plain(app: AppTest) -> str:
    return told(app).replace("\\", "")


def listed(app: AppTest) -> list[str]:
    return list(next(t.value for t in app.dataframe if "rank" in t.value)["hub_repo_id"])


def notes(app: AppTest) -> list[str]:
    return [note.value for note in app.toast]


def test_a_base_and_a_domain_are_answered_with_what_is_for_it_and_surely_better(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical")
    assert not app.exception
    assert f"**We recommend {GOOD} for Medical.**" in plain(app)
    assert f"beats its own base {BASE} by 20.0 points" in plain(app)
    assert listed(app)[0] == GOOD
    assert app.header[0].value.replace("\\", "") == GOOD


def test_at_first_nothing_is_recommended_and_the_families_are_a_way_in(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert "**Which base, and for what?**" in told(app)
    assert "We recommend " not in told(app)
    assert not app.header
    families = next(t.value for t in app.dataframe if "family" in t.value)
    assert list(families["family"]) == ["base-7b"]


def test_a_family_is_taken_whole_from_the_address_and_from_a_click(visit: Visit) -> None:
    app = visit(base="base-7b", domain="medical")
    assert f"We recommend {GOOD}" in plain(app)
    app = visit()
    app.pills(key="base_pick_today").set_value("base-7b").run()
    assert app.query_params["base"] == "base-7b"
    assert "**base-7b has 10 known variants.**" in plain(app)


def test_a_base_alone_offers_the_domains_of_its_variants(visit: Visit) -> None:
    app = visit(base=BASE)
    app.pills(key="field_pick").set_value("medical").run()
    assert app.query_params["domain"] == "medical"
    assert f"We recommend {GOOD} for Medical" in plain(app)


def test_the_kinds_of_variants_are_explained_behind_the_question_mark(visit: Visit) -> None:
    text = next(part.proto.help for part in visit().markdown if "Which base" in part.value)
    for word in ("**base**", "**fine-tune**", "**adapter**", "**merge**", "**quantised copy**"):
        assert word in text


def test_the_base_stands_in_the_list_as_the_yardstick(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical")
    table = next(t.value for t in app.dataframe if "rank" in t.value)
    row = table[table["hub_repo_id"] == BASE].iloc[0]
    assert row["verdict"] == "the yardstick"
    assert table[table["hub_repo_id"] == BAD].iloc[0]["verdict"] == "not better than its base"
    assert table[table["hub_repo_id"] == QUIET].iloc[0]["verdict"] == "no evidence"


def test_without_evidence_the_page_says_so(visit: Visit) -> None:
    app = visit(
        base=BASE, language="Language: Japanese (ja)", domain="medical", evidence="Any result", licence=["restricted"]
    )
    assert GOOD in listed(app)
    app = visit(base="meta-llama/Llama-2-7b-hf", domain="medical")
    assert "**No variant of meta-llama/Llama-2-7b-hf is shown to be better in Medical.**" in plain(app)


@pytest.mark.parametrize(
    ("address", "gone", "kept"),
    [
        ({"licence": ["restricted"]}, None, BAD),
        ({"licence": ["permissive"]}, BAD, None),
        ({"memory": "Fits 8 GB"}, GOOD, None),
        ({"parameters_to": "6"}, GOOD, None),
        ({"parameters_to": "8"}, None, GOOD),
        ({"language": "Language: English (en)"}, None, QUIET),
        ({"no_merges": "true"}, "mixer/med-merge", GOOD),
        ({"quantised": "true"}, None, "copier/med-tune-gguf"),
        ({"not_gated": "true"}, "same/med-tune", GOOD),
        ({"evidence": "Better than its base"}, BAD, GOOD),
        ({"evidence": "Any result"}, QUIET, CLAIMER),
    ],
)
def test_each_gate_is_restored_from_the_address(
    visit: Visit, address: dict[str, Any], gone: str | None, kept: str | None
) -> None:
    app = visit(base=BASE, domain="medical", **address)
    assert not app.exception
    assert notes(app) == []
    assert gone not in listed(app)
    assert kept is None or kept in listed(app)
    assert "Asked for: " in told(app)
    for name, value in address.items():
        assert app.query_params[name] in (value, value[0])


def test_claims_have_no_figure_unless_asked_for(visit: Visit) -> None:
    for asked, expected in ((None, False), ("true", True)):
        app = visit(base=BASE, domain="medical", **({"self_reported": asked} if asked else {}))
        table = next(t.value for t in app.dataframe if "rank" in t.value)
        difference = table[table["hub_repo_id"] == CLAIMER].iloc[0]["difference"]
        assert bool(pd.notna(difference)) is expected


def test_where_no_candidate_is_left_the_gates_can_be_opened(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical", parameters_to="1")
    assert f"No variant of {BASE} passes all filters" in plain(app)
    app.button(key="open_variant_gates").click().run()
    assert GOOD in listed(app)
    assert "parameters_to" not in app.query_params


def test_why_the_others_are_not_listed_is_told_with_the_near_misses(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical")
    assert "**8 of 9 candidates listed**" in told(app)
    app.session_state["why_not_variants"] = True
    app = app.run()
    assert "- 1 candidate: quantised copies are left out" in told(app)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("no/where", "Nothing is known of a repository 'no/where'"),
        ("<script>alert(1)</script>", "'<script>alert(1)</script>' is no id of a Hub repository"),
        ("x" * 9999, "is no id of a Hub repository"),
        ("../../etc/passwd", "is no id of a Hub repository"),
    ],
)
def test_a_base_that_is_none_is_ignored_with_a_note(visit: Visit, asked: str, expected: str) -> None:
    app = visit(base=asked, domain="medical")
    assert not app.exception
    assert expected in plain(app)
    assert "base" not in app.query_params
    assert len(plain(app)) < 20_000


def test_the_nearest_base_is_a_click_away(visit: Visit) -> None:
    app = visit(base="lab/base-7c")
    app.button(key=f"near_{BASE}").click().run()
    assert app.query_params["base"] == BASE
    assert "Nothing is known" not in told(app)


def test_a_base_that_is_a_tune_goes_to_its_origin_and_says_so(visit: Visit) -> None:
    app = visit(base=GOOD, domain="medical")
    assert f"{GOOD} is itself a fine-tune; its origin is {BASE}, whose variants are these." in plain(app)
    assert BAD in listed(app)
    assert app.query_params["base"] == GOOD


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ({"memory": "<script>"}, "Ignored in the address: Memory, “\\<script\\>”."),
        ({"language": "'; DROP"}, "Ignored in the address: Language, “'; DROP”."),
        ({"evidence": "Z"}, "Ignored in the address: Evidence, “Z”."),
        ({"view": "pie"}, "Ignored in the address: Chart, “pie”."),
    ],
)
def test_what_is_nonsense_in_the_address_is_ignored_with_a_note(
    visit: Visit, address: dict[str, str], note: str
) -> None:
    app = visit(base=BASE, domain="medical", **address)
    assert not app.exception
    assert notes(app) == [note]
    assert GOOD in listed(app)


def test_the_card_shows_the_result_its_origin_and_what_it_needs(visit: Visit) -> None:
    text = plain(visit(base=BASE, domain="medical", variant=GOOD))
    for part in (
        "**Grade A in Medical: better than its base**",
        "**Lost against its base**: Mathematics (-12.0)",
        f"Fine-tuned from {BASE} ([a tag says so](<{HUB_URL}/{GOOD}>))",
        "Licence: llama2 ← llama2 (restricted)",
        "Not gated",
        "7 billion parameters (stated); weights 14 GB in 16 bits",
        f"[Open on the Hub (huggingface.co)](<{HUB_URL}/{GOOD}>)",
    ):
        assert part in text


def test_the_card_tells_a_licence_that_is_freer_than_its_base_and_a_merge(visit: Visit) -> None:
    text = plain(visit(domain="medical", variant=BAD))
    assert f"**conflict**: apache-2.0 is freer than llama2 of {BASE}" in text
    assert "**a merge**" in plain(visit(domain="medical", variant="mixer/med-merge"))


def test_every_test_stands_beside_the_bases_behind_a_click(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical", variant=GOOD)
    app.session_state["tests"] = True
    app = app.run()
    table = next(t.value for t in app.dataframe if "base_value" in t.value)
    assert set(table["base_value"].dropna()) == {50.0, 20.0, 30.0}


def test_a_variant_that_is_none_is_noted_and_the_first_is_shown(visit: Visit) -> None:
    app = visit(base=BASE, domain="medical", variant="<b>/nothing")
    assert "is no id of a Hub repository" in plain(app)
    assert "variant" not in app.query_params
    assert app.header


def test_a_hostile_name_stays_text(visit: Visit) -> None:
    for view in ("Against its base", "Family tree"):
        app = visit(base=BASE, domain="medical", variant=ODD, view=view)
        assert not app.exception
        assert app.header[0].value.replace("\\", "") == ODD
        assert not UNESCAPED.search(told(app))
        assert "javascript:" not in told(app)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://huggingface.co/a/b", True),
        ("javascript:alert(1)", False),
        ("https://x.org/>)[a](javascript:1)", False),
        (None, False),
    ],
)
def test_only_a_web_address_becomes_a_link(address: str | None, expected: bool) -> None:  # noqa: FBT001
    assert is_safe(address) is expected


def test_proposals_by_name_stand_apart_behind_a_click(visit: Visit) -> None:
    app = visit(base=BASE)
    assert LONELY not in listed(app)
    app.session_state["proposals"] = True
    app = app.run()
    table = next(t.value for t in app.dataframe if "why" in t.value)
    assert list(table["child"]) == [LONELY]
    assert "A name is no evidence" in told(app)


def test_the_model_page_leads_to_its_variants(visit: Visit) -> None:
    app = visit()
    app.switch_page("pages/model.py")
    app.query_params.update({"id": BASE, "part": "Variants"})
    app.run()
    assert not app.exception
    links = [link.proto.label for link in app.get("page_link")]
    assert "Its evidence card, beside its own base" in links
    assert "Which of them beat their base, with the evidence" in links


def test_gating_that_the_listing_does_not_state_is_not_known(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.variant_world.REPOS", {})
    monkeypatch.setattr("tests.fine_tunes_rows.REPOS", {BASE: {}, GOOD: {}})
    write_fine_tunes(tmp_path)
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    app = visit(base=BASE, domain="medical", variant=GOOD)
    assert "Gated: not known" in told(app)
