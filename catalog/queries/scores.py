"""Scores on benchmarks and abilities in domains. Every value is bound, never formatted in."""

import pandas as pd

from catalog.store import Store, frame

DEFAULT_BENCHMARK = "lmarena_text_overall"


def benchmarks_with_prices(store: Store) -> pd.DataFrame:
    """Return the benchmarks on which a model with a list price has a figure, by domain, most such models first.

    Columns: those of Benchmark, domain_title, and priced_models: how many of its models have a list price.
    """
    return frame(
        store,
        """
        WITH priced AS (
            SELECT DISTINCT model_id FROM for_sale
        ), counted AS (
            SELECT benchmark_id, count(DISTINCT model_id) AS priced_models
            FROM scores SEMI JOIN priced USING (model_id)
            GROUP BY benchmark_id
        )
        SELECT benchmarks.*, coalesce(domains.title, benchmarks.domain) AS domain_title, counted.priced_models
        FROM benchmarks JOIN counted USING (benchmark_id) LEFT JOIN domains USING (domain)
        ORDER BY CASE domains.kind WHEN 'task' THEN 1 WHEN 'field' THEN 2 WHEN 'language' THEN 3 ELSE 4 END,
            domain_title, priced_models DESC, benchmarks.title, benchmark_id
        """,
    )


def versions(store: Store, benchmark_id: str) -> pd.DataFrame:
    """Return the versions of a benchmark, the one with the newest figures first. Scores of two versions never meet.

    Columns: benchmark_version (NULL: the board states none), models, as_of (the newest figure).
    """
    return frame(
        store,
        """
        SELECT benchmark_version, count(DISTINCT model_id) AS models, max(as_of) AS as_of
        FROM scores WHERE benchmark_id = ?
        GROUP BY benchmark_version
        ORDER BY as_of DESC NULLS LAST, models DESC, benchmark_version DESC NULLS LAST
        """,
        [benchmark_id],
    )


def scores_on(store: Store, benchmark_id: str, benchmark_version: str | None, *, self_reported: bool) -> pd.DataFrame:
    """Return one score a model and effort on one version of a benchmark, with the model's facts.

    Of several scores of the same model and effort the first counts in this order: measured or preference before
    self-reported; newest `as_of`; newest date stamp in the name; most samples; then by source and name, so that the
    choice never changes by itself.

    Args:
        store: the open snapshot.
        benchmark_id: which benchmark.
        benchmark_version: which version of it; None for the scores whose board states no version.
        self_reported: also take what only the developer or the submitter claims.
    """
    return frame(
        store,
        """
        SELECT score.model_id, coalesce(model.name, score.model_id) AS name, score.effort, model.developer,
            model.weights, model.licence_id, model.context_tokens,
            score.value, score.low, score.high, score.samples, score.evidence, score.contamination, score.harness,
            score.benchmark_version, score.source_id AS score_source_id, source.title AS score_source,
            score.as_of AS score_as_of
        FROM scores AS score
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN sources AS source ON source.source_id = score.source_id
        WHERE score.benchmark_id = ? AND score.benchmark_version IS NOT DISTINCT FROM ?
            AND (? OR score.evidence <> 'self-reported')
        QUALIFY row_number() OVER (
            PARTITION BY score.model_id, score.effort
            ORDER BY score.evidence = 'self-reported', score.as_of DESC NULLS LAST, score.date_stamp DESC NULLS LAST,
                score.samples DESC NULLS LAST, score.source_id, score.model_name, score.value
        ) = 1
        ORDER BY score.model_id, score.effort
        """,
        [benchmark_id, benchmark_version, self_reported],
    )


def ability_domains(store: Store) -> pd.DataFrame:
    """Return the domains, tasks first: domain, title, kind, note, and models: how many have an ability there."""
    return frame(
        store,
        """
        SELECT domains.domain, domains.title, domains.kind, domains.note, count(DISTINCT ability.model_id) AS models
        FROM domains LEFT JOIN abilities AS ability USING (domain)
        GROUP BY domains.domain, domains.title, domains.kind, domains.note
        ORDER BY CASE domains.kind WHEN 'task' THEN 1 WHEN 'field' THEN 2 ELSE 3 END, models DESC, domains.title
        """,
    )


def abilities_in(store: Store, domain: str) -> pd.DataFrame:
    """Return the abilities in a domain, best first: model_id, effort, value, low, high (90 %), coverage, is_own.

    The scale is 0 to 100, 50 is the median of the served models of 2025. `is_own` marks the effort that speaks for its
    model: the default one where it is well covered, else the best covered; never the best, which would flatter those
    that were tested often.
    """
    return frame(
        store,
        """
        SELECT model_id, effort, value, low, high, coverage, is_own
        FROM abilities WHERE domain = ?
        ORDER BY value DESC, model_id, effort
        """,
        [domain],
    )


def ability_sources(store: Store, domain: str) -> pd.DataFrame:
    """Return the sources whose scores make up the abilities in a domain: source_id."""
    return frame(store, "SELECT DISTINCT source_id FROM ability_tests WHERE domain = ? ORDER BY source_id", [domain])


def ability_makeup(store: Store, domain: str) -> pd.DataFrame:
    """Return what a domain's figures are made of, a row a source, the heaviest first.

    Columns: source_id, source (its title), tests (how many benchmarks), weight and of_votes (from 0 to 1: the share of
    the figure that its tests have, and that those of them have which people's votes make).
    """
    return frame(
        store,
        """
        WITH kinds AS (
            SELECT benchmark_id, source_id, bool_or(evidence = 'preference') AS is_vote
            FROM scores GROUP BY benchmark_id, source_id
        )
        SELECT test.source_id, any_value(sources.title) AS source, count(DISTINCT test.benchmark_id) AS tests,
            sum(test.weight) AS weight, coalesce(sum(test.weight) FILTER (kinds.is_vote), 0) AS of_votes
        FROM ability_tests AS test
        JOIN sources ON sources.source_id = test.source_id
        LEFT JOIN kinds ON kinds.benchmark_id = test.benchmark_id AND kinds.source_id = test.source_id
        WHERE test.domain = ?
        GROUP BY test.source_id
        ORDER BY weight DESC, test.source_id
        """,
        [domain],
    )


def boards_behind(store: Store, domain: str) -> pd.DataFrame:
    """Return which boards measured each model in a domain, at whatever effort, and until when.

    What only a developer or a submitter claims was measured by no board.

    Columns: model_id, source_id, newest (the day of the newest such result).
    """
    return frame(
        store,
        """
        SELECT scores.model_id, scores.source_id, max(scores.as_of) AS newest
        FROM scores
        JOIN ability_tests AS test
            ON test.domain = ? AND test.benchmark_id = scores.benchmark_id AND test.source_id = scores.source_id
            AND test.benchmark_version IS NOT DISTINCT FROM scores.benchmark_version
        WHERE scores.evidence <> 'self-reported'
        GROUP BY scores.model_id, scores.source_id
        ORDER BY scores.model_id, scores.source_id
        """,
        [domain],
    )


def tested_by(store: Store) -> pd.DataFrame:
    """Return which boards measured each model, on whatever test: model_id, source_id.

    What only a developer or a submitter claims was measured by no board.
    """
    return frame(
        store,
        """
        SELECT DISTINCT model_id, source_id FROM scores WHERE evidence <> 'self-reported' ORDER BY model_id, source_id
        """,
    )


def scores_behind(store: Store, domain: str, model_id: str | None = None) -> pd.DataFrame:
    """Return the results on a domain's tests with the weight that each test has in the domain's figure, heaviest first.

    Args:
        store: the snapshot.
        domain: of which figure.
        model_id: of which model; of every model where None.
    """
    return frame(
        store,
        """
        SELECT scores.model_id, scores.effort, scores.benchmark_id, benchmarks.title, scores.benchmark_version,
            scores.value, benchmarks.scale, scores.low, scores.high, scores.samples, scores.evidence,
            scores.contamination, scores.harness, test.weight, scores.source_id, sources.title AS source,
            sources.licence, sources.url, scores.as_of
        FROM scores
        JOIN ability_tests AS test
            ON test.domain = ? AND test.benchmark_id = scores.benchmark_id AND test.source_id = scores.source_id
            AND test.benchmark_version IS NOT DISTINCT FROM scores.benchmark_version
        JOIN benchmarks ON benchmarks.benchmark_id = scores.benchmark_id
        JOIN sources ON sources.source_id = scores.source_id
        WHERE ? IS NULL OR scores.model_id = ?
        ORDER BY test.weight DESC, scores.benchmark_id, scores.effort, scores.value
        """,
        [domain, model_id, model_id],
    )


def scores_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return every score of one model, by domain and benchmark, newest first, with the benchmark and the source."""
    return frame(
        store,
        """
        SELECT score.benchmark_id, coalesce(benchmark.title, score.benchmark_id) AS benchmark,
            coalesce(domains.title, benchmark.domain) AS domain_title, benchmark.domain, benchmark.scale,
            benchmark.higher_is_better, score.effort, score.benchmark_version, score.value, score.low, score.high,
            score.samples, score.evidence, score.contamination, score.harness, score.date_stamp, score.precision,
            score.model_name, score.source_id, source.title AS source, score.as_of
        FROM scores AS score
        LEFT JOIN benchmarks AS benchmark USING (benchmark_id)
        LEFT JOIN domains ON domains.domain = benchmark.domain
        LEFT JOIN sources AS source ON source.source_id = score.source_id
        WHERE score.model_id = ?
        ORDER BY domain_title, benchmark, score.benchmark_version DESC, score.as_of DESC NULLS LAST, score.effort
        """,
        [model_id],
    )


def abilities_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return the abilities of one model, best covered first, with the titles of their domains."""
    return frame(
        store,
        """
        SELECT ability.*, coalesce(domains.title, ability.domain) AS domain_title
        FROM abilities AS ability LEFT JOIN domains USING (domain)
        WHERE model_id = ? ORDER BY coverage DESC, domain, effort
        """,
        [model_id],
    )


def standing_on(store: Store, benchmark_id: str, benchmark_version: str | None, *, self_reported: bool) -> pd.DataFrame:
    """Return every model with a figure on a benchmark, and whether that figure counts.

    All other models of the snapshot have no figure on the benchmark.
    Columns: model_id, name, developer, and reason: other_version (its figures are on another version only),
    self_reported (only self-reported figures, which were not asked for), or NULL where a figure counts.
    """
    return frame(
        store,
        """
        WITH figures AS (
            SELECT model_id,
                bool_or(benchmark_version IS NOT DISTINCT FROM $version) AS is_on_version,
                bool_or(benchmark_version IS NOT DISTINCT FROM $version
                    AND ($self_reported OR evidence <> 'self-reported')) AS is_counted
            FROM scores WHERE benchmark_id = $benchmark
            GROUP BY model_id
        )
        SELECT model_id, coalesce(name, model_id) AS name, developer,
            CASE WHEN NOT is_on_version THEN 'other_version' WHEN NOT is_counted THEN 'self_reported' END AS reason
        FROM figures LEFT JOIN models USING (model_id)
        ORDER BY model_id
        """,
        {"benchmark": benchmark_id, "version": benchmark_version, "self_reported": self_reported},
    )


def measured_abilities(store: Store) -> pd.DataFrame:
    """Return the abilities that speak for their models, of domains in which these were measured.

    Columns: model_id, domain, value.
    """
    return frame(
        store,
        "SELECT model_id, domain, value FROM abilities WHERE is_own AND coverage > 0 ORDER BY domain, model_id",
    )


def ability_basis(store: Store, model_id: str) -> pd.DataFrame:
    """Return what a model's abilities rest on, by domain: tests (how many were run on it) and as_of (the newest)."""
    return frame(
        store,
        """
        SELECT test.domain, count(DISTINCT (test.benchmark_id, test.benchmark_version, test.source_id)) AS tests,
            max(score.as_of) AS as_of
        FROM scores AS score
        JOIN ability_tests AS test
            ON test.benchmark_id = score.benchmark_id AND test.source_id = score.source_id
            AND test.benchmark_version IS NOT DISTINCT FROM score.benchmark_version
        WHERE score.model_id = ? GROUP BY test.domain ORDER BY test.domain
        """,
        [model_id],
    )


def lowest_results(store: Store) -> pd.DataFrame:
    """Return the lowest result under each name and setting: result (a number that stands for these), value.

    The number is a hash of 64 bits: two of half a million results share one about once in a hundred million snapshots.
    """
    return frame(
        store,
        """
        SELECT hash(model_id, effort, benchmark_id, benchmark_version, source_id, harness, model_name, precision)
            AS result, min(value) AS value
        FROM scores GROUP BY result ORDER BY result
        """,
    )


def results_by_hash(store: Store, results: tuple[int, ...]) -> pd.DataFrame:
    """Return what the numbers of `lowest_results` stand for, by benchmark and model.

    Columns: result, model_id, name, effort, benchmark_id, benchmark, benchmark_version, harness, model_name, precision,
    source_id, source.
    """
    return frame(
        store,
        """
        WITH hashed AS (
            SELECT *, hash(model_id, effort, benchmark_id, benchmark_version, source_id, harness, model_name, precision)
                AS result
            FROM scores
        )
        SELECT DISTINCT result, model_id, coalesce(model.name, model_id) AS name, effort, benchmark_id,
            coalesce(benchmark.title, benchmark_id) AS benchmark, benchmark_version, harness, model_name, precision,
            hashed.source_id, coalesce(source.title, hashed.source_id) AS source
        FROM hashed
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN benchmarks AS benchmark USING (benchmark_id)
        LEFT JOIN sources AS source ON source.source_id = hashed.source_id
        WHERE result IN (SELECT unnest(?::UBIGINT[]))
        ORDER BY model_id, effort NULLS FIRST, benchmark_id, benchmark_version NULLS FIRST, hashed.source_id,
            harness NULLS FIRST, model_name NULLS FIRST, precision NULLS FIRST
        """,
        [list(results)],
    )
