"""How do a few models differ, figure by figure?"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from catalog import queries
from catalog.filters import Filters, asked_of_sellers
from catalog.models import compare_facts as facts
from catalog.models.compare import Cell, marked
from catalog.pricing.eligible import eligible_offers, known_offers, speeds_at_sellers
from catalog.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuestion:
    """What is asked.

    Attributes:
        model_ids: the models, in their order.
        input_percent: how much of the tokens is input, for the blended price.
        providers: the sellers that count; empty: all that are well known.
        resellers: also resellers, aggregators and sellers of unknown kind.
        self_reported: whether results that makers report themselves count among the shared tests.
    """

    model_ids: tuple[str, ...]
    input_percent: int
    providers: tuple[str, ...] = ()
    resellers: bool = False
    self_reported: bool = False


def answer(snapshot: Snapshot, question: CompareQuestion) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (cells, tests): a row a fact and model, and a row a shared test and model, as `marked` returns them.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    ids = question.model_ids
    # Chosen by name, the models stay whatever their price: of the gates of offers the sellers alone count.
    offers = snapshot.ask(known_offers)
    asked = asked_of_sellers(Filters(provider=question.providers, resellers=question.resellers))
    speeds = speeds_at_sellers(snapshot.ask(queries.speeds), eligible_offers(offers, asked))
    own = pd.concat([snapshot.ask(queries.facts_of, model_id) for model_id in ids])
    kinds = {model_id: tuple(snapshot.ask(queries.offers_of, model_id)["price_kind"].unique()) for model_id in ids}
    cells: list[Cell] = [cell for model_id in ids for cell in _abilities(snapshot, model_id)]
    cells += facts.price_cells(own, offers, asked, kinds, question.input_percent / 100)
    cells += facts.speed_cells(ids, speeds)
    stated = pd.concat([snapshot.ask(queries.statements_of, model_id) for model_id in ids])
    cells += facts.model_cells(own, stated)
    cells += facts.openness_cells(ids, snapshot.ask(facts.openness_table))
    cells.sort(key=lambda cell: facts.SECTIONS.index(cell.section))
    scores = pd.concat(
        [snapshot.ask(queries.scores_of, model_id).assign(model_id=model_id) for model_id in ids],
        ignore_index=True,
    )
    tests = facts.shared_tests(scores, _efforts(snapshot, ids), self_reported=question.self_reported)
    return marked(facts.with_holes(cells, ids)), marked(facts.with_holes(tests, ids))


def _abilities(snapshot: Snapshot, model_id: str) -> list[Cell]:
    return list(
        facts.ability_cells(
            model_id,
            snapshot.ask(queries.abilities_of, model_id),
            snapshot.ask(queries.ability_basis, model_id),
            snapshot.ask(queries.ability_domains),
        )
    )


def _efforts(snapshot: Snapshot, model_ids: Sequence[str]) -> dict[str, str | None]:
    """Return the effort that speaks for each model in the most domains; None: the one that is not named."""
    efforts = {}
    for model_id in model_ids:
        found = snapshot.ask(queries.abilities_of, model_id)
        counted = found.loc[found["is_own"].astype(bool), "effort"].value_counts(dropna=False)
        efforts[model_id] = None if counted.empty or pd.isna(counted.index[0]) else str(counted.index[0])
    return efforts
