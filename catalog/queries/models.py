"""Models and their facts. Every value is bound, never formatted in."""

from datetime import date

import pandas as pd

from catalog.store import Store, frame


def models_in_play(store: Store) -> pd.DataFrame:
    """Return the models that a view may show: those with a score on any benchmark, or an offer of any kind.

    Columns: model_id, name (never empty), the facts that gates ask for (developer, family, weights, licence_id,
    licence_class, parameters, active_parameters, context_tokens, input_modalities, tools, structured_output, reasoning,
    release_date), hub_repo_id, and providers: who sells it at a list price (an empty list: nobody).
    """
    return frame(
        store,
        """
        WITH in_play AS (SELECT model_id FROM scores UNION SELECT model_id FROM offers),
        sold AS (
            SELECT model_id, list_sort(list(DISTINCT lower(provider))) AS providers FROM for_sale
            GROUP BY model_id
        )
        SELECT model_id, coalesce(model.name, model_id) AS name, model.developer, model.family, model.weights,
            model.licence_id, model.licence_class, model.parameters, model.active_parameters, model.context_tokens,
            model.input_modalities, model.tools, model.structured_output, model.reasoning, model.release_date,
            model.hub_repo_id, coalesce(sold.providers, []) AS providers
        FROM in_play LEFT JOIN models AS model USING (model_id) LEFT JOIN sold USING (model_id)
        ORDER BY model_id
        """,
    )


def model_dates(store: Store) -> pd.DataFrame:
    """Return the days of the models that state any: model_id, knowledge_cutoff, deprecation_date, retirement_date."""
    return frame(
        store,
        """
        SELECT model_id, knowledge_cutoff, deprecation_date, retirement_date FROM models
        WHERE coalesce(knowledge_cutoff, deprecation_date, retirement_date) IS NOT NULL
        ORDER BY model_id
        """,
    )


def known_models(store: Store) -> list[tuple[str, str | None, str | None, date | None]]:
    """Return (model_id, hub_repo_id, vouched_by, release_date) of every model."""
    return store.execute("SELECT model_id, hub_repo_id, vouched_by, release_date FROM models").fetchall()


def known_names(store: Store) -> list[tuple[str, list[str]]]:
    """Return (model_id, the names that it is known under)."""
    return store.execute("SELECT model_id, list(name) FROM model_names GROUP BY model_id").fetchall()


def release_dates(store: Store) -> pd.DataFrame:
    """Return model_id, release_date (NULL: not known) and source_id (of the model's row) of every model."""
    return frame(store, "SELECT model_id, release_date, source_id FROM models ORDER BY model_id")


def named_models(store: Store) -> pd.DataFrame:
    """Return every model by the names that it is known under: model_id, name (never empty), developer, known_as."""
    return frame(
        store,
        """
        WITH known AS (SELECT model_id, list(DISTINCT name ORDER BY name) AS names FROM model_names GROUP BY model_id)
        SELECT model_id, coalesce(model.name, model_id) AS name, model.developer, coalesce(known.names, []) AS known_as
        FROM models AS model LEFT JOIN known USING (model_id) ORDER BY model_id
        """,
    )


def facts_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return the row of one model with its source; no row where there is no such model."""
    return frame(
        store,
        """
        SELECT model.*, source.title AS source FROM models AS model LEFT JOIN sources AS source USING (source_id)
        WHERE model_id = ?
        """,
        [model_id],
    )
