"""Verdicts on how open models are. Every value is bound, never formatted in."""

import pandas as pd

from catalog.store import Store, frame


def openness_verdicts(store: Store) -> pd.DataFrame:
    """Return what the openness indexes say, each row with its source's title (`source`) and address (`source_url`)."""
    return frame(
        store,
        """
        SELECT verdict.*, coalesce(source.title, verdict.source_id) AS source, source.url AS source_url
        FROM openness AS verdict LEFT JOIN sources AS source USING (source_id)
        ORDER BY verdict.source_id, verdict.subject, verdict.criterion
        """,
    )


def openness_models(store: Store) -> pd.DataFrame:
    """Return every model with what its own page on the Hub says of weights, licence and training data.

    `is_gated` is NULL for all where the listing has no gated repository at all: such a listing did not carry the mark.
    Columns: model_id, name, developer, weights, licence_id, hub_repo_id, as_of, source_url (of the row's source),
    hub_licence_id, is_gated, names_datasets, hub_as_of, and is_listed: the Hub's listing has its repository.
    """
    return frame(
        store,
        """
        WITH pages AS (
            SELECT lower(hub_repo_id) AS repo, licence_id AS hub_licence_id, as_of AS hub_as_of,
                CASE WHEN bool_or(is_gated) OVER () THEN is_gated END AS is_gated,
                len(training_datasets) > 0 AS names_datasets
            FROM hub_models
            QUALIFY row_number() OVER (PARTITION BY repo ORDER BY downloads DESC NULLS LAST, hub_repo_id) = 1
        )
        SELECT model.model_id, coalesce(model.name, model.model_id) AS name, model.developer, model.weights,
            model.licence_id, model.hub_repo_id, model.as_of, source.url AS source_url,
            pages.hub_licence_id, pages.is_gated, pages.names_datasets, pages.hub_as_of,
            pages.repo IS NOT NULL AS is_listed
        FROM models AS model
        LEFT JOIN pages ON pages.repo = lower(model.hub_repo_id)
        LEFT JOIN sources AS source ON source.source_id = model.source_id
        ORDER BY model.model_id
        """,
    )
