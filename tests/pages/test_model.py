"""The page of one model, run headless over a small snapshot."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.model_rows import LONG
from tests.pages.opening import page_at
from views.model.parts import PARTS, told_fact

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(models_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a function that opens the page of a model."""
    monkeypatch.setenv("SHORTLIST_DATA", str(models_data))

    def visited(model_id: str | None = "open/large", **address: str) -> AppTest:
        return page_at("model", address | ({"id": model_id} if model_id is not None else {})).run()

    return visited


def _told(app: AppTest) -> str:
    parts = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(part.value for part in parts)


def _links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


def _table(app: AppTest, column: str) -> pd.DataFrame:
    """Return the first table that has a column."""
    found: pd.DataFrame = next(table.value for table in app.dataframe if column in table.value)
    return found


def _tiles(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


# Which model


def test_a_model_is_told_in_short_with_what_people_ask_first(visit: Visit) -> None:
    app = visit()
    assert not app.exception
    assert app.header[0].value == "Large open"
    told = _told(app).replace("\\", "")
    assert "**open** · Open-weights model, 70 B parameters, 128 K tokens of context, reads text and images, " in told
    assert "released 3 February 2026." in told
    assert _tiles(app) == {
        "Ability: General": "60.0",
        "Cheapest seller": "$0.70",
        "Speed of a service": "90",
        "Context window": "128 K",
    }
    for said in ("55.0 to 65.0 with 90 % certainty; 50% of it measured", "of 3 sellers", "reported by the community"):
        assert said in told


def test_the_head_says_where_the_model_stands_in_its_life_and_what_its_licence_permits(visit: Visit) -> None:
    told = _told(visit()).replace("\\", "")
    assert ":orange-badge[Retires] It retires at its maker on 1 Jan 2027." in told
    assert ":green-badge[Apache License 2.0] No limit on who uses it or for what; keep the notices." in told
    assert ":gray-badge[Licence unknown]" in _told(visit("odd/long"))


def test_the_domain_and_the_input_share_change_the_short_answer(visit: Visit) -> None:
    tiles = _tiles(visit(domain="medical", input_percent="0"))
    assert (tiles["Ability: Medical"], tiles["Cheapest seller"]) == ("55.0", "$1.60")


def test_an_id_in_capitals_means_the_same_model(visit: Visit) -> None:
    assert visit("Open/LARGE").header[0].value == "Large open"


def test_without_an_id_a_search_leads_to_the_models_that_are_meant(visit: Visit) -> None:
    app = visit(None)
    assert not app.exception
    assert "All models" in _links(app)
    app.text_input(key="search").set_value("large").run()
    assert _links(app)["Large open \\(open/large\\)"] == "id=open%2Flarge"
    app.text_input(key="search").set_value("<b>no such thing zzz").run()
    assert app.info[0].value == "No model is known as “\\<b\\>no such thing zzz”\\.".replace("”\\.", "”.")


def test_an_unknown_id_leads_to_the_nearest_names(visit: Visit) -> None:
    app = visit("big/bst")
    assert app.info[0].value == "No model is known as “big/bst”."
    assert _links(app)["big/best"] == "id=big%2Fbest"


@pytest.mark.parametrize(
    "asked",
    [
        "<script>alert(1)</script>",
        "[a](javascript:x) $x$",
        "'; DROP TABLE models; --",
        "\u202e",
        "%00",
        "x" * 100_000,
        "../",
    ],
)
def test_a_hostile_id_ends_in_a_sentence(visit: Visit, asked: str) -> None:
    app = visit(asked)
    assert not app.exception
    assert "No model is known as" in app.info[0].value
    assert not re.search(r"(?<!\\)[<\[$]", app.info[0].value)
    assert len(app.info[0].value) < 300


def test_another_model_in_the_same_session_keeps_the_gates(visit: Visit) -> None:
    app = visit(domain="medical", weights="open")
    app.query_params.clear()
    app.query_params["id"] = "open/small"
    app.run()
    assert app.header[0].value == "Small open"
    assert "Ability: Medical" in _tiles(app)
    assert app.query_params["weights"] == "open"


# Among its peers


def test_the_chart_compares_with_peers_that_can_be_chosen(visit: Visit) -> None:
    app = visit()
    assert "Peers: all other models that somebody sells at a list price" in _told(app)
    app.segmented_control(key="peers").set_value("weights").run()
    assert "Peers: all other models with open weights" in _told(app)


def test_languages_are_shown_on_request_and_what_is_missing_is_said(visit: Visit) -> None:
    assert "Not known: Safety." in _told(visit())
    spec = visit(languages="true").get("plotly_chart")[0].proto.spec
    assert "German" in spec
    assert "German" not in visit().get("plotly_chart")[0].proto.spec


def test_a_model_of_unknown_size_is_not_compared_by_size(visit: Visit) -> None:
    assert visit().segmented_control(key="peers").options == ["On sale", "Same weights", "Similar size"]
    assert visit("odd/formula").segmented_control(key="peers").options == ["On sale"]


def test_efforts_are_told_with_the_one_that_speaks_for_the_model(visit: Visit) -> None:
    app = visit("big/best", part="Scores")
    assert "**effort high** speaks for the model" in _told(app)
    table = _table(app, "is_own")
    assert table[["effort", "value", "is_own", "scores"]].to_numpy().tolist() == [
        ["high", 80.0, True, 1],
        ["low", 70.0, False, 2],
    ]


def test_a_model_without_an_ability_says_so_and_leads_to_measured_ones(visit: Visit) -> None:
    app = visit("only/offered")
    assert "not measured on enough tests" in _told(app)
    assert _tiles(app)["Ability: General"] == "unknown"


# Who sells it, and where to run it


def test_sellers_are_a_row_each_and_the_best_is_told(visit: Visit) -> None:
    app = visit()
    sold = _table(app, "stands_out")
    assert sold["provider"].tolist() == ["Beta", "Zeta", "Gamma"]
    assert sold["stands_out"].tolist()[0] == "cheapest"
    assert "**Beta** is the cheapest at \\$0\\.70 a million tokens" in _told(app)


def test_open_weights_are_run_from_the_hub_and_from_copies_with_their_downloads(visit: Visit) -> None:
    app = visit()
    codes = [code.value for code in app.code]
    assert "vllm serve Open/Large" in codes
    assert "ollama run hf.co/Copier/Large-GGUF" in codes
    assert "700 downloads" in _told(app)


def test_a_repository_that_is_none_gets_no_command_and_no_link(visit: Visit) -> None:
    app = visit("odd/long")
    assert not app.exception
    assert not [code for code in app.code if "vllm" in code.value]


# The parts


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "model_id", ["open/large", "known/nothing", "odd/html", "odd/long", "odd/backwards", "free/trial"]
)
def test_every_part_of_every_model_can_be_drawn(visit: Visit, model_id: str, part: str) -> None:
    app = visit(model_id, part=part)
    assert not app.exception
    assert not app.error


def test_facts_are_told_and_unknown_ones_are_unknown(visit: Visit) -> None:
    facts = {row[0]: row[1] for table in visit().table for row in table.value.to_numpy().tolist()}
    assert facts["Hub repository"] == "[Open/Large](<https://huggingface.co/Open/Large>)"
    assert facts["Parameters"] == "70 B"
    assert (facts["Reads"], facts["Structured output"], facts["Knowledge cut-off"]) == ("text, image", "no", "Jun 2025")
    assert facts["Active parameters"] == "unknown"
    assert "Known as: LARGE 70B." in _told(visit())


def test_each_fact_names_its_source_its_day_and_its_licence(visit: Visit) -> None:
    app = visit()
    origins = {row[0]: row[2] for table in app.table for row in table.value.to_numpy().tolist()}
    assert origins["Released"] == "Acme board, 19 Aug 2026"
    assert origins["Parameters"] == "Acme claims, repository, 19 Aug 2026"
    assert origins["Tool use"] == ""
    assert not [table for table in app.dataframe if "passed_over" in table.value]
    app.session_state["statements"] = True
    app.run()
    (stated,) = [table.value for table in app.dataframe if "passed_over" in table.value]
    assert stated["fact_title"].tolist() == ["Parameters", "Released", "Released"]
    assert stated["passed_over"].tolist()[2] == "<b>far</b> from its name"
    assert set(stated["licence"]) == {"CC BY 4.0"}


def test_facts_that_sources_state_apart_are_told(visit: Visit) -> None:
    assert "- Released: 2025\\-11\\-01 (Acme prices) against 2026\\-02\\-03 (Acme board): 94 days apart" in _told(
        visit()
    )


def test_a_strange_repository_is_no_link() -> None:
    assert told_fact("hub_repo_id", "<b>/../x") == r"\<b\>/\.\./x"


def test_every_score_is_told_with_source_date_evidence_and_weight(visit: Visit) -> None:
    app = visit(part="Scores", domain="medical")
    table = _table(app, "benchmark")
    assert len(table) == 4
    first = table.iloc[0]
    assert first[["benchmark", "value", "evidence", "source"]].tolist() == [
        "benchmark?id=med_test#Medical%20test",
        70.0,
        "measured",
        "Acme board",
    ]
    assert first["weight"] == 1.0
    assert {"low", "high", "samples", "contamination", "as_of"} <= set(table)
    assert "**4 of 4 scores shown**. 1 count in the ability in Medical; 1 are self-reported." in _told(app)
    app.segmented_control(key="scores").set_value("counted").run()
    assert len(_table(app, "benchmark")) == 1


def test_where_sources_disagree_every_value_and_the_rule_are_told(visit: Visit) -> None:
    app = visit(part="Scores")
    assert "the widest is Medical test, from 60 (Acme claims) to 70 (Acme board). Every value is kept." in _told(app)
    assert app.dataframe[-1].value["value"].tolist() == [60.0, 70.0]
    prices = visit(part="Prices")
    assert "the widest is the input price at Zeta, from 0\\.6" in _told(prices) or "from 0.6 (" in _told(prices)


def test_offers_are_told_cheapest_first_and_what_no_source_states(visit: Visit) -> None:
    app = visit(part="Prices")
    table = _table(app, "is_cheapest")
    assert table["provider"].tolist() == ["Odd", "Beta", "Zeta", "Gamma"]
    assert table.loc[table["is_cheapest"], "provider"].tolist() == ["Beta"]
    assert "No source states of any offer:" in _told(app)
    assert "data policy" in _told(app)


def test_the_price_history_is_drawn_a_line_a_series(visit: Visit) -> None:
    spec = visit(part="Prices").get("plotly_chart")[1].proto.spec
    for series in ("Acme, best", "Acme, best:batch", "Gamma"):
        assert series in spec


def test_speeds_are_told_apart_by_evidence(visit: Visit) -> None:
    app = visit(part="Speeds")
    assert [part.value for part in app.subheader][-2:] == ["Measured by a third party", "Reported by the community"]
    assert [table.value["output_tokens_per_second"].tolist() for table in app.dataframe[-2:]] == [[30.0], [90.0]]


def test_variants_are_counted_by_relation_and_adoption_is_no_quality(visit: Visit) -> None:
    app = visit(part="Variants")
    assert "**Made from it**: 1 fine-tune, 1 merge, 1 quantised copy." in _told(app)
    assert _table(app, "child")["child"].tolist() == [
        "https://huggingface.co/Copier/Large-GGUF",
        "https://huggingface.co/Tuner/Large-med",
        "https://huggingface.co/Nobody/x",
    ]
    assert "adoption, not quality" in _told(app)


def test_openness_is_told_by_criterion(visit: Visit) -> None:
    told = _told(visit(part="Openness"))
    assert "Licence that the OSI approves: **open**" in told
    assert "Evaluation code: **unknown**" in told


def test_what_is_not_known_is_a_plain_list(visit: Visit) -> None:
    told = _told(visit(part="Not known")).replace("\\", "")
    assert "- Measured by no source here, of any model: Safety." in told
    assert "- No third party has measured its speed at a hosted service." in told
    told = _told(visit("big/best-mini", part="Not known")).replace("\\", "")
    assert "- No source states these facts: Licence, Parameters" in told


# Hostile


def test_hostile_names_are_text(visit: Visit) -> None:
    app = visit("odd/html")
    assert app.header[0].value.startswith("\\<b\\>x")
    assert "<script>alert(1)" not in _told(app)


def test_a_name_of_ten_thousand_letters_is_shortened(visit: Visit) -> None:
    app = visit("odd/long", part="Facts")
    assert len(app.header[0].value) < 130
    assert LONG in app.table[0].value.to_numpy().tolist()[0][1]
