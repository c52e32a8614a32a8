"""What is asked of the days on which something changed: prices, releases, ends, first results."""

import pandas as pd

from catalog.store import Store, frame

# What nobody looks for in a feed: models that no one sells or measures, and those of another task than chat.
_IN_PLAY = """
    in_play AS (
        SELECT model_id, coalesce(model.name, model_id) AS name, model.developer
        FROM (SELECT model_id FROM scores UNION SELECT model_id FROM offers UNION SELECT model_id FROM price_history)
        LEFT JOIN models AS model USING (model_id) WHERE coalesce(model.task, 'chat') = 'chat'
    )
"""


def price_moves(store: Store) -> pd.DataFrame:
    """Return the days on which a seller changed its list price of a model, newest first.

    Only where the period before ended on that day, or has no end: a price after a gap is another offer. Columns: day,
    model_id, name, developer, provider, input_was, input_now, output_was, output_now (USD per million tokens),
    source_id, source.
    """
    return frame(
        store,
        f"""
        WITH {_IN_PLAY},
        moved AS (
            SELECT model_id, provider, source_id, model_name, valid_from AS day,
                input_usd_per_mtok AS input_now, output_usd_per_mtok AS output_now,
                lag(input_usd_per_mtok) OVER of_seller AS input_was,
                lag(output_usd_per_mtok) OVER of_seller AS output_was,
                lag(valid_to) OVER of_seller AS ended
            FROM price_history
            WHERE price_kind = 'list' AND valid_from IS NOT NULL
                AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
            WINDOW of_seller AS (PARTITION BY model_id, provider, source_id, model_name ORDER BY valid_from)
        )
        SELECT DISTINCT day, model_id, name, developer, provider, input_was, input_now, output_was, output_now,
            source_id, source.title AS source
        FROM moved JOIN in_play USING (model_id) LEFT JOIN sources AS source USING (source_id)
        WHERE input_was IS NOT NULL AND coalesce(ended, day) = day
            AND (abs(input_now - input_was) > 1e-9 OR abs(output_now - output_was) > 1e-9)
        ORDER BY day DESC, model_id, provider, source_id
        """,  # noqa: S608 - the part is a constant of this module
    )


def model_days(store: Store) -> pd.DataFrame:
    """Return the days of the models' lives, newest first: day, kind, model_id, name, developer, source_id, source.

    The kinds: released; deprecated (no new customers should start with it); retired (its maker ends it, also on a day
    to come); withdrawn (a closed model is known not to be sold by its maker from that day).
    """
    return frame(
        store,
        f"""
        WITH {_IN_PLAY},
        days AS (
            SELECT model_id, 'released' AS kind, release_date AS day, source_id FROM models
            UNION ALL SELECT model_id, 'deprecated', deprecation_date, source_id FROM models
            WHERE deprecation_date IS DISTINCT FROM retirement_date
            UNION ALL SELECT model_id, 'retired', retirement_date, coalesce(retirement_source_id, source_id) FROM models
            UNION ALL SELECT model_id, 'withdrawn', withdrawn_since, coalesce(withdrawn_by, source_id) FROM models
            WHERE retirement_date IS DISTINCT FROM withdrawn_since
        )
        SELECT day, kind, model_id, name, developer, source_id, coalesce(source.title, source_id) AS source
        FROM days JOIN in_play USING (model_id) LEFT JOIN sources AS source USING (source_id)
        WHERE day IS NOT NULL
        ORDER BY day DESC, kind, model_id
        """,  # noqa: S608
    )


def first_results(store: Store) -> pd.DataFrame:
    """Return the days that a source states for its first result of a model on a test, newest first.

    A row a day, model and source: day, model_id, name, developer, results (on how many tests), tests (the titles of at
    most three of them, by name), source_id, source. A claim of its own maker is no result here.
    """
    return frame(
        store,
        f"""
        WITH {_IN_PLAY},
        first_of AS (
            SELECT model_id, benchmark_id, min(as_of) AS day, arg_min(source_id, (as_of, source_id)) AS source_id
            FROM scores WHERE as_of IS NOT NULL AND evidence <> 'self-reported'
            GROUP BY model_id, benchmark_id
        )
        SELECT day, model_id, name, developer, count(*) AS results,
            array_to_string(list_sort(list(coalesce(benchmark.title, benchmark_id)))[:3], ', ') AS tests,
            source_id, source.title AS source
        FROM first_of JOIN in_play USING (model_id) LEFT JOIN benchmarks AS benchmark USING (benchmark_id)
            LEFT JOIN sources AS source USING (source_id)
        GROUP BY day, model_id, name, developer, source_id, source.title
        ORDER BY day DESC, results DESC, model_id
        """,  # noqa: S608
    )
