"""Sources, and what their figures disagree on or leave out. Every value is bound, never formatted in."""

import pandas as pd

from catalog.store import Store, frame


def sources(store: Store) -> pd.DataFrame:
    """Return every source as its last refresh left it, by title."""
    return frame(store, "SELECT * FROM sources ORDER BY title, source_id")


def ages(store: Store) -> pd.DataFrame:
    """Return of which days the sources of today's figures are: kind ("prices", "results"), first_day, last_day.

    The day of a source is that of its answer, not of our asking. A kind of which no source states a day is left out.
    """
    return frame(
        store,
        """
        WITH used AS (
            SELECT DISTINCT 'prices' AS kind, source_id FROM for_sale
            UNION SELECT DISTINCT 'results', source_id FROM scores
        )
        SELECT kind, min(as_of) AS first_day, max(as_of) AS last_day FROM used JOIN sources USING (source_id)
        WHERE as_of IS NOT NULL GROUP BY kind ORDER BY kind
        """,
    )


def conflicts_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return the facts on one model of which sources state values more than 5 % apart, the widest apart first.

    Columns: those of Conflict, fact_title, low_source and high_source.
    """
    return frame(
        store,
        """
        SELECT conflict.*, coalesce(benchmark.title, conflict.fact) AS fact_title,
            coalesce(low.title, low_source_id) AS low_source, coalesce(high.title, high_source_id) AS high_source
        FROM conflicts AS conflict
        LEFT JOIN benchmarks AS benchmark ON benchmark.benchmark_id = conflict.fact
        LEFT JOIN sources AS low ON low.source_id = conflict.low_source_id
        LEFT JOIN sources AS high ON high.source_id = conflict.high_source_id
        WHERE conflict.model_id = ? ORDER BY spread_percent DESC, fact_title, effort, provider
        """,
        [model_id],
    )


def rejected_rows(store: Store) -> pd.DataFrame:
    """Return the rows that could not be read, by source and reason, with an example: source, reason, count, example."""
    return frame(
        store,
        """
        SELECT coalesce(source.title, source_id) AS source, reject.reason, reject.count, reject.example
        FROM rejects AS reject LEFT JOIN sources AS source USING (source_id) ORDER BY source, reject.count DESC, reason
        """,
    )


def unresolved_names(store: Store) -> pd.DataFrame:
    """Return every name that met no model, most figures first: name, developer, count, why, source."""
    return frame(
        store,
        """
        SELECT unresolved.name, developer, count, why, coalesce(source.title, source_id) AS source
        FROM unresolved LEFT JOIN sources AS source USING (source_id) ORDER BY count DESC, name, source
        """,
    )


def benchmark_standings(store: Store) -> pd.DataFrame:
    """Return every benchmark with how much of the snapshot was measured on it, by domain.

    Columns: those of Benchmark, domain_title, models_measured, models_sold (those of them with a list price),
    models_claimed (only their developers state a figure), versions (how many), newest_version (the one with the newest
    figures), first_as_of, last_as_of, and board: the titles of its sources.
    """
    return frame(
        store,
        """
        WITH sold AS (
            SELECT DISTINCT model_id FROM for_sale
        ), measured AS (
            SELECT benchmark_id, model_id, bool_or(evidence <> 'self-reported') AS is_measured
            FROM scores GROUP BY benchmark_id, model_id
        ), counted AS (
            SELECT benchmark_id, count(*) FILTER (is_measured) AS models_measured,
                count(sold.model_id) FILTER (is_measured) AS models_sold,
                count(*) FILTER (NOT is_measured) AS models_claimed
            FROM measured LEFT JOIN sold USING (model_id) GROUP BY benchmark_id
        ), dated AS (
            SELECT benchmark_id, count(DISTINCT benchmark_version) AS versions,
                arg_max_null(benchmark_version, score.as_of) AS newest_version,
                min(score.as_of) AS first_as_of, max(score.as_of) AS last_as_of,
                string_agg(DISTINCT source.title, ', ' ORDER BY source.title) AS board
            FROM scores AS score LEFT JOIN sources AS source USING (source_id) GROUP BY benchmark_id
        )
        SELECT benchmarks.*, coalesce(domains.title, benchmarks.domain) AS domain_title,
            coalesce(models_measured, 0) AS models_measured, coalesce(models_sold, 0) AS models_sold,
            coalesce(models_claimed, 0) AS models_claimed, coalesce(versions, 0) AS versions, newest_version,
            first_as_of, last_as_of, board
        FROM benchmarks LEFT JOIN counted USING (benchmark_id) LEFT JOIN dated USING (benchmark_id)
            LEFT JOIN domains USING (domain)
        ORDER BY domain_title, models_measured DESC, benchmarks.title
        """,
    )


def top_results(store: Store, models: int) -> pd.DataFrame:
    """Return the best result of each of the best models on each benchmark, best first; self-reported ones stay out.

    Of the benchmark's version with the newest figures alone, and of its source with the most results there: results of
    two boards are not compared. Columns: benchmark_id, model_id, value, low, high.

    Args:
        store: the snapshot.
        models: how many models of each benchmark, at most; found among ten times as many results.
    """
    return frame(
        store,
        """
        WITH measured AS (
            SELECT score.*, CASE WHEN benchmark.higher_is_better THEN value ELSE -value END AS gain
            FROM scores AS score JOIN benchmarks AS benchmark USING (benchmark_id)
            WHERE score.evidence <> 'self-reported'
        ), boards AS (
            SELECT benchmark_id, benchmark_version, source_id, count(*) AS results, max(as_of) AS as_of,
                max_by(
                    {'model_id': model_id, 'value': value, 'low': low, 'high': high, 'gain': gain}, gain, 10 * $models
                ) AS best
            FROM measured GROUP BY benchmark_id, benchmark_version, source_id
        ), dated AS (
            SELECT *, max(as_of) OVER (PARTITION BY benchmark_id, benchmark_version) AS version_as_of FROM boards
        ), board AS (
            SELECT * FROM dated QUALIFY row_number() OVER (
                PARTITION BY benchmark_id
                ORDER BY version_as_of DESC NULLS LAST, benchmark_version DESC NULLS LAST, results DESC, source_id
            ) = 1
        ), listed AS (SELECT benchmark_id, unnest(best, recursive := true) FROM board),
        one AS (
            SELECT * FROM listed
            QUALIFY row_number() OVER (PARTITION BY benchmark_id, model_id ORDER BY gain DESC, low, high) = 1
        )
        SELECT benchmark_id, model_id, value, low, high FROM one
        QUALIFY row_number() OVER (PARTITION BY benchmark_id ORDER BY gain DESC, model_id) <= $models
        ORDER BY benchmark_id, gain DESC, model_id
        """,
        {"models": models},
    )


def domain_standings(store: Store) -> pd.DataFrame:
    """Return every domain, tasks first, with what its figures rest on.

    Columns: those of Domain, tests (of all sources), heaviest (the largest share of one test), sources (how many),
    models_sold_measured (models with a list price that were measured in it), new_models_measured (those of them that
    were released in the year before the newest release), middle_tests (tests behind the one of them in the middle;
    NULL where there is none), models_measured and models_inferred (models with a figure, measured there or not).
    """
    return frame(
        store,
        """
        WITH sold AS (
            SELECT DISTINCT model_id FROM for_sale
        ), last AS (SELECT max(release_date) AS release FROM models SEMI JOIN sold USING (model_id)),
        behind AS (
            SELECT test.domain, score.model_id,
                count(DISTINCT (test.benchmark_id, test.benchmark_version, test.source_id)) AS tests
            FROM scores AS score
            JOIN sold USING (model_id)
            JOIN ability_tests AS test
                ON test.benchmark_id = score.benchmark_id AND test.source_id = score.source_id
                AND test.benchmark_version IS NOT DISTINCT FROM score.benchmark_version
            GROUP BY test.domain, score.model_id
        ), middle AS (
            SELECT domain, count(*) AS models_sold_measured, median(tests) AS middle_tests,
                count(*) FILTER (release_date > (SELECT release - INTERVAL 1 YEAR FROM last)) AS new_models_measured
            FROM behind LEFT JOIN models USING (model_id) GROUP BY domain
        ), weighed AS (
            SELECT domain, count(*) AS tests, max(weight) AS heaviest, count(DISTINCT source_id) AS sources
            FROM ability_tests GROUP BY domain
        ), told AS (
            SELECT domain, count(*) FILTER (coverage > 0) AS models_measured,
                count(*) FILTER (coverage = 0) AS models_inferred
            FROM abilities WHERE is_own GROUP BY domain
        )
        SELECT domains.*, coalesce(tests, 0) AS tests, heaviest, coalesce(sources, 0) AS sources,
            coalesce(models_sold_measured, 0) AS models_sold_measured,
            coalesce(new_models_measured, 0) AS new_models_measured, middle_tests,
            coalesce(models_measured, 0) AS models_measured, coalesce(models_inferred, 0) AS models_inferred
        FROM domains LEFT JOIN weighed USING (domain) LEFT JOIN middle USING (domain) LEFT JOIN told USING (domain)
        ORDER BY CASE domains.kind WHEN 'task' THEN 1 WHEN 'field' THEN 2 ELSE 3 END, domains.title
        """,
    )


def conflicts(store: Store) -> pd.DataFrame:
    """Return the facts of which sources state values more than 5 % apart, the widest apart first.

    Columns: conflict (a number, the same in `conflict_statements`; a snapshot of an earlier schema has no rowid), those
    of Conflict, name, fact_title, low_source and high_source.
    """
    return frame(
        store,
        """
        WITH numbered AS (
            SELECT *, row_number() OVER (
                ORDER BY model_id, fact, effort, provider, low_source_id, high_source_id, low_value, high_value
            ) AS number FROM conflicts
        )
        SELECT conflict.number AS conflict, conflict.* EXCLUDE (number),
            coalesce(model.name, conflict.model_id) AS name,
            coalesce(benchmark.title, conflict.fact) AS fact_title,
            coalesce(low.title, low_source_id) AS low_source, coalesce(high.title, high_source_id) AS high_source
        FROM numbered AS conflict
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN benchmarks AS benchmark ON benchmark.benchmark_id = conflict.fact
        LEFT JOIN sources AS low ON low.source_id = conflict.low_source_id
        LEFT JOIN sources AS high ON high.source_id = conflict.high_source_id
        ORDER BY spread_percent DESC, name, fact_title, conflict.effort, conflict.provider
        """,
    )


def conflict_statements(store: Store) -> pd.DataFrame:
    """Return what each source says of the facts in conflict, newest first.

    Columns: conflict, benchmark_version, value, source_id, source, as_of, date_stamp, samples, model_name, is_flagged.
    """
    return frame(
        store,
        """
        WITH numbered AS (
            SELECT *, row_number() OVER (
                ORDER BY model_id, fact, effort, provider, low_source_id, high_source_id, low_value, high_value
            ) AS number FROM conflicts
        ), stated AS (
            SELECT conflict.number AS conflict, score.benchmark_version, score.value, score.source_id, score.as_of,
                score.date_stamp, score.samples, score.model_name, false AS is_flagged
            FROM numbered AS conflict JOIN scores AS score
                ON score.model_id = conflict.model_id AND score.benchmark_id = conflict.fact
                AND score.effort IS NOT DISTINCT FROM conflict.effort
            WHERE score.evidence <> 'self-reported'
            WINDOW version AS (PARTITION BY conflict.number, score.benchmark_version)
            QUALIFY bool_or(value = conflict.low_value AND source_id = conflict.low_source_id) OVER version
                AND bool_or(value = conflict.high_value AND source_id = conflict.high_source_id) OVER version
            UNION ALL
            SELECT conflict.number, NULL,
                CASE conflict.fact WHEN 'input_usd_per_mtok' THEN input_usd_per_mtok ELSE output_usd_per_mtok END,
                offer.source_id, offer.as_of, NULL, NULL, offer.model_name, offer.flag IS NOT NULL
            FROM numbered AS conflict JOIN offers AS offer
                ON offer.model_id = conflict.model_id AND lower(offer.provider) = lower(conflict.provider)
            WHERE conflict.fact IN ('input_usd_per_mtok', 'output_usd_per_mtok') AND offer.price_kind = 'list'
                AND offer.input_usd_per_mtok > 0 AND offer.output_usd_per_mtok > 0
        )
        SELECT conflict, benchmark_version, value, source_id, coalesce(source.title, source_id) AS source,
            stated.as_of, date_stamp, samples, model_name, is_flagged
        FROM stated LEFT JOIN sources AS source USING (source_id)
        ORDER BY conflict, stated.as_of DESC NULLS LAST, source_id, model_name, value
        """,
    )
