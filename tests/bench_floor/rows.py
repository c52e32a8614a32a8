"""What the little apps show, by one plain SELECT each over the same snapshot as the pages."""

import pandas as pd

from catalog.store import Store, frame

DOMAIN = "general"
LICENCE = "apache-2.0"  # the commonest: the filter keeps about half


def points(store: Store, weights: str = "Any") -> pd.DataFrame:
    """Return the points of the home page as it opens: the same models and efforts, best first.

    The harness stops where these are not as many as the page's: change this SELECT with the page.

    Args:
        store: the open snapshot.
        weights: Any, Open or Closed.
    """
    return frame(
        store,
        """
        WITH today AS (SELECT coalesce(max(fetched_at)::DATE, max(as_of)) AS day FROM sources), score AS (
            SELECT model_id, effort, value, low, high FROM abilities
            WHERE domain = $domain AND is_own AND coverage > 0 AND high - low <= 40
        ), offer AS (
            SELECT model_id, min(0.75 * input_usd_per_mtok + 0.25 * output_usd_per_mtok) AS blended_usd_per_mtok,
                min(input_usd_per_mtok) AS input_usd_per_mtok, min(output_usd_per_mtok) AS output_usd_per_mtok
            FROM newest_offers AS sold JOIN providers AS seller ON lower(sold.provider) = lower(seller.provider)
            WHERE seller.kind IN ('maker', 'cloud', 'inference provider') AND sold.flag IS NULL
            GROUP BY model_id
        )
        SELECT name, effort, value, low, high, blended_usd_per_mtok, input_usd_per_mtok, output_usd_per_mtok, developer,
            weights, licence_id, context_tokens
        FROM score JOIN offer USING (model_id) JOIN models USING (model_id), today
        WHERE ($weights = 'any' OR weights = $weights) AND coalesce(task, 'chat') = 'chat' AND (
            weights = 'open' OR (withdrawn_since IS NULL AND coalesce(retirement_date > day, true))
        )
        ORDER BY value DESC
        """,
        {"domain": DOMAIN, "weights": weights.lower()},
    )


def variants(store: Store, number: int) -> pd.DataFrame:
    """Return the most downloaded repositories of the Hub, the first first."""
    return frame(
        store,
        """
        SELECT hub_repo_id, downloads, likes, pipeline_tag, library, licence_id, parameters, created_on, modified_on
        FROM hub_models ORDER BY downloads DESC NULLS LAST, hub_repo_id LIMIT ?
        """,
        [number],
    )
