"""Until when offers hold and which models their makers withdrew, over rows that each test makes."""

from datetime import date
from typing import Any

import pandas as pd

from catalog.records import Model, Offer
from etl.join import frame_of
from etl.life import known_since, with_life_cycle

TODAY, PAST, FUTURE, LISTED = date(2026, 11, 30), date(2026, 6, 1), date(2027, 3, 1), date(2026, 10, 26)
GPT = "openai/gpt-1"


def _offer(model_id: str = GPT, provider: str = "openai", source_id: str = "litellm", **facts: Any) -> Offer:  # noqa: ANN401
    fixed: dict[str, Any] = {"price_kind": "list", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 2.0}
    return Offer(model_id=model_id, provider=provider, source_id=source_id, **(fixed | facts))


def _model(model_id: str = GPT, **facts: Any) -> Model:  # noqa: ANN401
    fixed: dict[str, Any] = {"weights": "closed", "release_date": date(2024, 1, 1)}
    return Model(model_id=model_id, developer=model_id.partition("/")[0], source_id="litellm", **(fixed | facts))


def _found(*offers: Offer, models: tuple[Model, ...] = (_model(),)) -> dict[str, pd.DataFrame]:
    tables = {"offers": frame_of(Offer, offers), "models": frame_of(Model, models)}
    return tables | with_life_cycle(tables, TODAY)


def _since(found: dict[str, pd.DataFrame]) -> list[Any]:
    return [None if pd.isna(day) else day for day in found["offers"]["withdrawn_since"]]


def _withdrawn(found: dict[str, pd.DataFrame]) -> dict[str, tuple[Any, Any]]:
    return {
        row.model_id: (row.withdrawn_since, row.withdrawn_by)
        for row in found["models"].itertuples()
        if row.withdrawn_since is not None
    }


def test_an_offer_ends_on_the_day_that_its_seller_states() -> None:
    found = _found(_offer(retirement_date=TODAY), _offer(provider="azure", retirement_date=FUTURE))
    assert _since(found) == [TODAY, None]
    assert found["offers"]["withdrawn_by"].tolist() == ["litellm", None]


def test_a_cloud_that_ends_a_model_ends_it_for_nobody_else() -> None:
    found = _found(_offer(), _offer(provider="azure", retirement_date=PAST))
    assert _since(found) == [None, PAST]
    assert not _withdrawn(found)
    assert found["models"]["retirement_date"].tolist() == [None]


def test_the_day_of_its_maker_is_the_models() -> None:
    ends = _found(_offer(retirement_date=FUTURE))["models"]
    assert (ends["retirement_date"][0], ends["retirement_source_id"][0]) == (FUTURE, "litellm")
    assert _withdrawn(_found(_offer(retirement_date=PAST))) == {GPT: (PAST, "litellm")}


def test_one_id_that_ends_is_not_the_end_of_a_model_with_another() -> None:
    found = _found(_offer(model_name="gpt-1-0314", retirement_date=PAST), _offer(model_name="gpt-1"))
    assert _since(found) == [PAST, None]
    assert not _withdrawn(found)
    assert found["models"]["retirement_date"].tolist() == [None]


def test_an_older_row_of_another_source_ends_with_a_listing_that_ended() -> None:
    removed = _offer(source_id="model_prices", retirement_date=LISTED, as_of=LISTED)
    older = [_offer(source_id="models_dev", as_of=PAST), _offer(), _offer(provider="azure", as_of=PAST)]
    found = _found(removed, *older)
    assert _since(found) == [LISTED, LISTED, LISTED, None]
    assert _withdrawn(found) == {GPT: (LISTED, "model_prices")}


def test_a_row_that_is_newer_than_a_stated_end_stays() -> None:
    found = _found(_offer(retirement_date=PAST), _offer(source_id="model_prices", as_of=LISTED))
    assert _since(found) == [PAST, None]
    assert not _withdrawn(found)


def test_what_leaves_a_router_is_not_withdrawn_by_its_maker() -> None:
    found = _found(_offer(source_id="openrouter", retirement_date=PAST, as_of=PAST), _offer())
    assert _since(found) == [PAST, None]
    assert not _withdrawn(found)


def test_a_seller_that_closed_sells_nothing() -> None:
    found = _found(_offer("meta/llama", "anyscale"), models=(_model("meta/llama", weights="open"),))
    assert found["offers"]["withdrawn_by"].tolist() == ["providers"]


def _listing(*names: str) -> list[Offer]:
    return [_offer(f"openai/{name}", source_id="model_prices", as_of=LISTED) for name in names]


def test_a_closed_model_that_its_makers_listing_no_longer_holds_is_withdrawn() -> None:
    listed = ("a", "b", "c")
    old = [_model(f"openai/{name}") for name in listed]
    lost, new = _model("openai/lost"), _model("openai/new", release_date=date(2026, 10, 20))
    open_, unknown = _model("openai/open", weights="open"), _model("openai/unknown", release_date=None)
    found = _found(
        *_listing(*listed),
        *(_offer(str(model.model_id)) for model in (lost, new, open_, unknown)),
        models=(*old, lost, new, open_, unknown),
    )
    assert _withdrawn(found) == {"openai/lost": (LISTED, "model_prices")}


def test_an_old_closed_model_that_no_catalogue_lists_at_its_maker_is_withdrawn() -> None:
    listed = ("a", "b", "c")
    gone, young = _model("openai/gone"), _model("openai/young", release_date=date(2026, 1, 1))
    found = _found(
        *_listing(*listed),
        *(_offer(str(model.model_id), "openrouter", "models_dev") for model in (gone, young)),
        models=(*(_model(f"openai/{name}") for name in listed), gone, young),
    )
    assert _withdrawn(found) == {"openai/gone": (LISTED, "model_prices")}


def test_a_maker_of_which_little_is_listed_withdraws_nothing() -> None:
    found = _found(*_listing("a", "b"), _offer("openai/lost"), models=tuple(_model(f"openai/{n}") for n in "ab"))
    assert not _withdrawn(found)


def test_open_weights_are_never_withdrawn() -> None:
    found = _found(_offer(retirement_date=PAST), models=(_model(weights="open"),))
    assert _since(found) == [PAST]
    assert not _withdrawn(found)


def test_what_an_earlier_snapshot_said_is_worked_out_anew() -> None:
    found = _found(_offer(withdrawn_since=PAST, withdrawn_by="litellm"), models=(_model(withdrawn_since=PAST),))
    assert _since(found) == [None]
    assert not _withdrawn(found)


def test_no_offers_are_no_fault() -> None:
    assert _found(models=())["offers"].empty


def test_a_withdrawal_that_an_earlier_snapshot_knew_keeps_its_day() -> None:
    removed = _offer(source_id="model_prices", model_name="gpt-1", retirement_date=LISTED, as_of=LISTED)
    before = _found(_offer(source_id="model_prices", model_name="gpt-1", retirement_date=PAST, as_of=PAST))
    kept = known_since(_found(removed), before)
    assert _since(kept) == [PAST]
    assert _withdrawn(kept) == {GPT: (PAST, "model_prices")}


def test_what_an_earlier_snapshot_withdrew_and_is_sold_again_is_sold() -> None:
    before = _found(_offer(source_id="model_prices", retirement_date=PAST, as_of=PAST))
    kept = known_since(_found(_offer(source_id="model_prices", as_of=LISTED)), before)
    assert _since(kept) == [None]
    assert not _withdrawn(kept)
    assert not _withdrawn(known_since(_found(_offer()), {}))
