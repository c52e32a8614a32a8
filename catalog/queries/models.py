"""Models and their facts. Every value is bound, never formatted in."""

from datetime import date

import pandas as pd

from catalog.store import Store, frame


def models_in_play(store: Store) -> pd.DataFrame:
    """Return the models that a view may show: those with a score on any benchmark, or an offer of any kind.

    Columns: model_id, name (never empty), the facts that gates ask for (developer, family, weights, licence_id,
    licence_class, parameters, active_parameters, context_tokens, input_modalities, tools, structured_output, reasoning,
    release_date), least_window_tokens (the context window, else the longest prompt: a window is no shorter),
    max_input_tokens, retirement_date (of a model that is still sold), withdrawn_since (of a closed model: the first day
    on which it is known not to be sold by its maker), withdrawn_by (who says so), the ids of the sources of both days
    (retirement_source_id, withdrawal_source_id), hub_repo_id, and providers: who sells it at a list price (an empty
    list: nobody). A model that is known to be made for another task than chat is left out: an embedding answers no
    question.
    """
    return frame(
        store,
        """
        WITH in_play AS (SELECT model_id FROM scores UNION SELECT model_id FROM offers),
        sold AS (
            SELECT model_id, list_sort(list(DISTINCT lower(provider))) AS providers FROM for_sale
            GROUP BY model_id
        ),
        today AS (SELECT coalesce(max(fetched_at)::DATE, max(as_of)) AS day FROM sources),
        ended AS (
            SELECT model_id,
                coalesce(withdrawn_since, CASE WHEN retirement_date <= day THEN retirement_date END) AS withdrawn_since,
                CASE WHEN withdrawn_since IS NULL THEN retirement_source_id ELSE withdrawn_by END AS said_by
            FROM models, today WHERE weights IS DISTINCT FROM 'open'
        )
        SELECT model_id, coalesce(model.name, model_id) AS name, model.developer, model.family, model.weights,
            model.licence_id, model.licence_class, model.parameters, model.active_parameters, model.context_tokens,
            model.input_modalities, model.tools, model.structured_output, model.reasoning, model.release_date,
            coalesce(model.context_tokens, model.max_input_tokens) AS least_window_tokens, model.max_input_tokens,
            CASE WHEN ended.withdrawn_since IS NULL THEN model.retirement_date END AS retirement_date,
            model.retirement_source_id,
            ended.withdrawn_since, coalesce(source.title, ended.said_by) AS withdrawn_by,
            CASE WHEN ended.withdrawn_since IS NOT NULL THEN ended.said_by END AS withdrawal_source_id,
            model.hub_repo_id, coalesce(sold.providers, []) AS providers
        FROM in_play LEFT JOIN models AS model USING (model_id) LEFT JOIN sold USING (model_id)
            LEFT JOIN ended USING (model_id) LEFT JOIN sources AS source ON source.source_id = ended.said_by
        WHERE coalesce(model.task, 'chat') = 'chat'
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
    """Return every model by the names that it is known under: model_id, name (never empty), developer, known_as.

    What tells how much is made of it today stands beside: sellers and boards (how many), age_days (since its release;
    missing where that is not known) and is_withdrawn (it has closed weights and its maker no longer sells it).
    """
    return frame(
        store,
        """
        WITH known AS (SELECT model_id, list(DISTINCT name ORDER BY name) AS names FROM model_names GROUP BY model_id),
        sold AS (SELECT model_id, count(DISTINCT lower(provider)) AS sellers FROM for_sale GROUP BY model_id),
        tested AS (SELECT model_id, count(DISTINCT source_id) AS boards FROM scores GROUP BY model_id),
        today AS (SELECT coalesce(max(fetched_at)::DATE, max(as_of)) AS day FROM sources)
        SELECT model_id, coalesce(model.name, model_id) AS name, model.developer, coalesce(known.names, []) AS known_as,
            coalesce(sold.sellers, 0) AS sellers, coalesce(tested.boards, 0) AS boards,
            date_diff('day', model.release_date, today.day) AS age_days,
            model.weights IS DISTINCT FROM 'open' AND coalesce(
                model.withdrawn_since IS NOT NULL OR model.retirement_date <= today.day, FALSE
            ) AS is_withdrawn
        FROM models AS model CROSS JOIN today LEFT JOIN known USING (model_id) LEFT JOIN sold USING (model_id)
            LEFT JOIN tested USING (model_id)
        ORDER BY model_id
        """,
    )


def facts_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return the row of one model with its source; no row where there is no such model.

    Beside the columns of Model: source, retirement_source and withdrawal_source, the titles of who states these days.
    """
    return frame(
        store,
        """
        SELECT model.*, source.title AS source, ends.title AS retirement_source,
            coalesce(said.title, model.withdrawn_by) AS withdrawal_source
        FROM models AS model LEFT JOIN sources AS source USING (source_id)
        LEFT JOIN sources AS ends ON ends.source_id = model.retirement_source_id
        LEFT JOIN sources AS said ON said.source_id = model.withdrawn_by
        WHERE model_id = ?
        """,
        [model_id],
    )


def fact_sources(store: Store) -> pd.DataFrame:
    """Return which source states each fact of each model that stands: model_id, fact, source_id."""
    return frame(store, "SELECT model_id, fact, source_id FROM facts WHERE stands ORDER BY model_id, fact")


def statements_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return every statement about a model's facts, those that stand first.

    Columns: those of ModelFact, source (its title) and licence (the source's).
    """
    return frame(
        store,
        """
        SELECT fact.*, coalesce(source.title, fact.source_id) AS source, source.licence
        FROM facts AS fact LEFT JOIN sources AS source USING (source_id)
        WHERE model_id = ? ORDER BY fact, stands DESC, passed_over IS NOT NULL, as_of DESC NULLS LAST, source, value
        """,
        [model_id],
    )
