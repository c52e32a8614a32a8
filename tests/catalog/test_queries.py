"""The questions that pages ask of a snapshot."""

from datetime import date
from pathlib import Path

import pytest

from catalog import queries
from catalog.records import ExchangeRate, HubModel, LineageEdge, ModelShape, Relation, SellerTerm
from catalog.store import Store, open_snapshot
from tests.handmade import STAMP, fact, model, offer, tables, write_current
from tests.snapshot_rows import HTML

TEXT = queries.DEFAULT_BENCHMARK


@pytest.fixture
def store(snapshot: Path) -> Store:
    """Return the shared snapshot, open."""
    return open_snapshot(snapshot).cursor()


def test_benchmarks_come_by_domain_with_their_priced_models(store: Store) -> None:
    found = queries.benchmarks_with_prices(store)
    assert list(zip(found["domain_title"], found["title"], found["priced_models"], strict=True)) == [
        ("General", "Votes on text", 9),
        ("General", "Facts made up", 2),
        ("Medical", "Medical test", 3),
    ]


def test_a_benchmark_of_unpriced_models_is_not_offered(store: Store) -> None:
    assert "unpriced" not in set(queries.benchmarks_with_prices(store)["benchmark_id"])


def test_the_version_with_the_newest_figures_comes_first(store: Store) -> None:
    assert queries.versions(store, "med_test")["benchmark_version"].tolist() == ["2", "1"]


def test_scores_of_two_versions_never_meet(store: Store) -> None:
    older = queries.scores_on(store, "med_test", "1", self_reported=False)
    assert older["model_id"].tolist() == ["open/small"]


def test_there_is_one_score_a_model_and_effort_and_the_newest_counts(store: Store) -> None:
    scores = queries.scores_on(store, TEXT, None, self_reported=True)
    assert not scores.duplicated(["model_id", "effort"]).any()
    low = scores[(scores["model_id"] == "big/best") & (scores["effort"] == "low")]
    assert low["value"].tolist() == [1470.0]


def test_what_a_board_found_counts_before_a_newer_claim(store: Store) -> None:
    scores = queries.scores_on(store, TEXT, None, self_reported=True).set_index("model_id")
    assert scores.loc["open/large", "evidence"] == "preference"
    assert scores.loc["only/claims", "evidence"] == "self-reported"


def test_claims_stay_out_unless_asked_for(store: Store) -> None:
    scores = queries.scores_on(store, TEXT, None, self_reported=False)
    assert "only/claims" not in set(scores["model_id"])


def test_a_score_comes_with_its_source_and_the_models_facts(store: Store) -> None:
    row = queries.scores_on(store, TEXT, None, self_reported=False).set_index("model_id").loc["odd/html"]
    assert (row["name"], row["weights"], row["score_source"]) == (HTML, "open", "Acme board")


def test_the_newest_statement_of_a_providers_price_counts(store: Store) -> None:
    offers = queries.current_offers(store)
    assert offers[offers["model_id"] == "open/small"]["input_usd_per_mtok"].tolist() == [0.05]


def test_each_model_that_is_not_shown_has_its_reason(store: Store) -> None:
    standing = queries.standing_on(store, "med_test", "2", self_reported=False).set_index("model_id")["reason"]
    assert standing["open/small"] == "other_version"
    standing = queries.standing_on(store, TEXT, None, self_reported=False).set_index("model_id")["reason"]
    assert standing["only/claims"] == "self_reported"
    assert standing.drop("only/claims").isna().all()


def test_a_hostile_id_is_only_a_value(store: Store) -> None:
    hostile = "x'; DROP TABLE scores; --"
    assert queries.scores_on(store, hostile, hostile, self_reported=True).empty
    assert queries.abilities_in(store, hostile).empty
    assert queries.offers_of(store, hostile).empty
    assert not queries.scores_on(store, TEXT, None, self_reported=False).empty


def test_every_source_is_told(store: Store) -> None:
    assert queries.sources(store)["outcome"].tolist() == ["fresh", "stale", "fresh"]


def test_the_models_in_play_are_those_with_a_score_or_an_offer(store: Store) -> None:
    models = queries.models_in_play(store).set_index("model_id")
    assert len(models) == 12
    assert "known/nothing" not in models.index
    assert list(models.loc["open/large", "providers"]) == ["beta", "gamma", "odd", "zeta"]
    assert list(models.loc["no/price", "providers"]) == []


@pytest.mark.parametrize("task", ["embedding", "rerank", "guard", "ocr", "image", "transcription", "speech"])
def test_a_model_that_is_made_for_another_task_is_no_choice_of_a_chat_model(task: str, tmp_path: Path) -> None:
    stated = [model("a/chat", task="chat"), model("a/other", task=task), model("a/unknown")]
    write_current(
        tmp_path, tables(models=stated, offers=[offer(model_id=one.model_id, source_id="acme_board") for one in stated])
    )
    opened = open_snapshot(tmp_path / "snapshots" / f"{STAMP}.duckdb")
    listed = queries.models_in_play(opened)["model_id"]
    assert set(listed) & {"a/chat", "a/other", "a/unknown"} == {"a/chat", "a/unknown"}
    assert set(queries.current_offers(opened)["model_id"]) == {"a/chat", "a/unknown"}
    assert len(queries.current_offers(opened, "a/other")) == 1, "its own page has its offers"


def test_statements_about_a_model_come_with_their_source_those_that_stand_first(tmp_path: Path) -> None:
    stated = [
        fact("a/b", "tools", "true", passed_over="why not"),
        fact("a/b", "tools", "false", source_id="acme_claims", stands=True),
        fact("a/c", "tools", "true"),
    ]
    write_current(tmp_path, tables(facts=stated))
    found = queries.statements_of(open_snapshot(tmp_path / "snapshots" / f"{STAMP}.duckdb"), "a/b")
    assert list(zip(found["value"], found["source"], strict=True)) == [("false", "Acme claims"), ("true", "Acme board")]
    assert set(found["licence"]) == {"CC BY 4.0"}


def test_an_architecture_is_a_models_own_or_that_of_a_relative_of_its_size(tmp_path: Path) -> None:
    def shape(repo: str, layers: int | None, parameters: int = 100) -> ModelShape:
        return ModelShape(hub_repo_id=repo, layers=layers, parameters=parameters, source_id="acme_board")

    def edge(child: str, parent: str, relation: Relation) -> LineageEdge:
        return LineageEdge(child=child, parent=parent, relation=relation, evidence="tag", source_id="acme_board")

    rows = tables(
        models=[model("a/own", hub_repo_id="A/Own", parameters=100)],
        hub_models=[HubModel(hub_repo_id="A/Own", tags=("fp8",), source_id="acme_board")],
        model_shapes=[
            *(shape("A/Own", None), shape("Q/Copy", 1), shape("A/Base", 2), shape("T/One", 3), shape("T/Two", 4)),
            *(shape("T/Three", 4), shape("T/Larger", 9, parameters=200), shape("M/Merge", 7)),
        ],
        lineage=[
            edge("Q/Copy", "A/Own", "quantized"),
            edge("A/Own", "A/Base", "finetune"),
            *(edge(f"T/{name}", "A/Own", "finetune") for name in ("One", "Two", "Three", "Larger")),
            edge("M/Merge", "A/Own", "merge"),
        ],
    )
    write_current(tmp_path, rows)
    found = queries.shape_rows(open_snapshot(tmp_path / "snapshots" / f"{STAMP}.duckdb"), "a/own")
    assert found["shape_repo_id"].tolist() == ["A/Own", "Q/Copy", "A/Base", "T/Three", "T/Two", "T/One"]
    assert found["distance"].tolist() == [0, 1, 2, 3, 3, 3]
    assert list(found["tags"].iloc[0]) == ["fp8"]


def test_domains_come_with_how_many_models_have_an_ability_there(store: Store) -> None:
    found = queries.ability_domains(store)
    assert list(zip(found["domain"], found["models"], strict=True)) == [("general", 9), ("medical", 2)]


def test_abilities_come_with_the_effort_that_speaks_for_its_model(store: Store) -> None:
    found = queries.abilities_in(store, "general")
    best = found[found["model_id"] == "big/best"]
    assert dict(zip(best["effort"], best["is_own"], strict=True)) == {"high": True, "low": False}
    assert queries.ability_sources(store, "general")["source_id"].tolist() == ["acme_board"]


def test_throughput_of_many_requests_is_told_from_the_speed_of_one(store: Store) -> None:
    found = queries.speeds(store)
    assert found.loc[found["is_throughput"], "hardware"].tolist() == ["H100"]


def test_everything_of_one_model_is_found_by_its_id(store: Store) -> None:
    assert set(queries.scores_of(store, "big/best")["benchmark"]) == {"Votes on text", "Medical test", "Facts made up"}
    assert set(queries.offers_of(store, "open/large")["provider"]) == {"Zeta", "Beta", "Odd", "Gamma"}
    assert len(queries.speeds_of(store, "open/small")) == 2
    assert queries.abilities_of(store, "open/large")["domain_title"].tolist() == ["General", "Medical"]
    assert queries.prices_of(store, "open/large").empty


def test_an_offer_comes_with_what_its_seller_states_of_its_whole_service(tmp_path: Path) -> None:
    def term(kind: str, value: str, provider: str = "acme") -> SellerTerm:
        return SellerTerm(provider=provider, term=kind, value=value, evidence_url="https://a.example")  # type: ignore[arg-type]

    rows = tables(
        models=[model("a/one")],
        offers=[offer(model_id="a/one", provider=name, source_id="acme_board") for name in ("Acme", "silent")],
        provider_terms=[
            *(term("region", "eu"), term("policy", "zero retention"), term("policy", "SOC 2")),
            term("region on request", "us", "silent"),
        ],
    )
    store = open_snapshot(write_current(tmp_path, rows))
    for found in (queries.current_offers(store), queries.offers_of(store, "a/one")):
        stated = found[["provider", "seller_region", "seller_policies"]].astype(object).where(found.notna(), None)
        assert stated.to_numpy().tolist() == [["Acme", "eu", "SOC 2; zero retention"], ["silent", None, None]]
    assert queries.seller_terms(store)["value"].tolist() == ["SOC 2", "zero retention", "eu", "us"]


def test_the_newest_rate_of_each_currency_stands(tmp_path: Path) -> None:
    def rate(currency: str, units: float, day: int) -> ExchangeRate:
        return ExchangeRate(currency=currency, units_per_eur=units, source_id="acme_board", as_of=date(2026, 11, day))

    rows = tables(exchange_rates=[rate("USD", 1.1, 26), rate("USD", 1.2, 27), rate("JPY", 160.0, 27)])
    found = queries.exchange_rates(open_snapshot(write_current(tmp_path, rows)))
    assert found[["currency", "units_per_eur"]].to_numpy().tolist() == [["JPY", 160.0], ["USD", 1.2]]


def test_copies_in_fewer_bits_are_of_the_models_own_repository_the_most_downloaded_first(tmp_path: Path) -> None:
    def edge(child: str, parent: str, relation: Relation = "quantized") -> LineageEdge:
        return LineageEdge(child=child, parent=parent, relation=relation, evidence="tag", source_id="acme_board")

    rows = tables(
        models=[model("a/own", hub_repo_id="A/Own")],
        hub_models=[
            HubModel(hub_repo_id=f"q/{name}", downloads=n, source_id="acme_board") for name, n in (("x", 1), ("y", 2))
        ],
        lineage=[
            *(edge("Q/X", "a/own"), edge("Q/Y", "A/Own"), edge("q/unlisted", "A/Own")),
            *(edge("T/Tune", "A/Own", "finetune"), edge("Q/Tune", "T/Tune")),
        ],
    )
    found = queries.quantised_repos(open_snapshot(write_current(tmp_path, rows)), "a/own")
    assert found["hub_repo_id"].tolist() == ["Q/Y", "Q/X", "q/unlisted"]
