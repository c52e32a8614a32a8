"""Every SELECT. Values are bound, never formatted in; each function returns a frame."""

from datetime import date

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
            SELECT DISTINCT model_id FROM offers
            WHERE price_kind = 'list' AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
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


def offers_for_cost(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return the offers of every kind, of all models or of one, with the model's name and the price's source.

    Of several statements about one provider's price of one model, of one kind, the newest count; those of the same day
    all stay.
    """
    return frame(
        store,
        """
        SELECT offer.model_id, coalesce(model.name, offer.model_id) AS name, model.developer, model.weights,
            offer.provider, offer.region, offer.precision,
            offer.input_usd_per_mtok, offer.output_usd_per_mtok,
            offer.cache_read_usd_per_mtok, offer.cache_write_usd_per_mtok,
            offer.batch_input_usd_per_mtok, offer.batch_output_usd_per_mtok, offer.tiers,
            offer.context_tokens, offer.max_output_tokens, offer.data_policy, offer.price_kind, offer.flag,
            offer.model_name, offer.source_id AS price_source_id, source.title AS price_source,
            offer.as_of AS price_as_of
        FROM offers AS offer
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN sources AS source ON source.source_id = offer.source_id
        WHERE $model_id IS NULL OR offer.model_id = $model_id
        QUALIFY rank() OVER (
            PARTITION BY offer.model_id, lower(offer.provider), offer.price_kind ORDER BY offer.as_of DESC NULLS LAST
        ) = 1
        ORDER BY offer.model_id, offer.provider, offer.as_of DESC NULLS LAST, offer.source_id, offer.model_name,
            offer.region, offer.precision, offer.input_usd_per_mtok, offer.output_usd_per_mtok
        """,
        {"model_id": model_id},
    )


def task_costs(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return what tasks of benchmarks cost, as boards state it, for all models or for one, newest first."""
    return frame(
        store,
        """
        SELECT cost.*, coalesce(model.name, cost.model_id) AS name,
            coalesce(benchmarks.title, cost.benchmark_id) AS benchmark_title, source.title AS source
        FROM task_costs AS cost
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN benchmarks USING (benchmark_id)
        LEFT JOIN sources AS source ON source.source_id = cost.source_id
        WHERE $model_id IS NULL OR cost.model_id = $model_id
        ORDER BY benchmark_title, cost.as_of DESC NULLS LAST, cost.model_id, cost.effort, cost.harness, cost.model_name
        """,
        {"model_id": model_id},
    )


def shape_rows(store: Store, model_id: str) -> pd.DataFrame:
    """Return a model's facts with the architecture of its own repository and of its quantised copies, own first.

    No row: there is no such model. One row without an architecture: none is known.
    Columns: model_id, name, weights, hub_repo_id, parameters, active_parameters, context_tokens, shape_repo_id,
    architecture, layers, kv_heads, head_dimension, shape_parameters, shape_source, shape_as_of.
    """
    return frame(
        store,
        """
        WITH named AS (SELECT * FROM models WHERE model_id = ?),
        repos AS (
            SELECT lower(hub_repo_id) AS repo, 0 AS distance FROM named
            UNION
            SELECT lower(lineage.child), 1
            FROM lineage JOIN named ON lower(lineage.parent) = lower(named.hub_repo_id)
            WHERE lineage.relation = 'quantized'
        ), shapes AS (
            SELECT repos.distance, shape.*
            FROM repos JOIN model_shapes AS shape ON lower(shape.hub_repo_id) = repos.repo
        )
        SELECT named.model_id, coalesce(named.name, named.model_id) AS name, named.weights, named.hub_repo_id,
            named.parameters, named.active_parameters, named.context_tokens, shapes.hub_repo_id AS shape_repo_id,
            shapes.architecture, shapes.layers, shapes.kv_heads, shapes.head_dimension,
            CASE WHEN shapes.distance = 0 THEN shapes.parameters END AS shape_parameters,
            source.title AS shape_source, shapes.as_of AS shape_as_of
        FROM named LEFT JOIN shapes ON true LEFT JOIN sources AS source ON source.source_id = shapes.source_id
        ORDER BY shapes.distance NULLS LAST, lower(shapes.hub_repo_id)
        """,
        [model_id],
    )


def gpus(store: Store) -> pd.DataFrame:
    """Return the specifications of GPUs, with the source of each."""
    return frame(
        store,
        """
        SELECT gpu, memory_gb, bandwidth_gb_per_s, fp16_tflops, has_fp8, vendor, evidence_url,
            source.title AS spec_source, gpus.as_of AS spec_as_of
        FROM gpus LEFT JOIN sources AS source USING (source_id) ORDER BY gpu
        """,
    )


def gpu_offers(store: Store) -> pd.DataFrame:
    """Return what clouds ask for a machine with GPUs, cheapest first: usd_per_hour is of the whole machine.

    Without rows that price the GPU alone and bill its machine apart: they are not comparable.
    """
    return frame(
        store,
        """
        SELECT cloud, gpu, gpus_per_instance, region, instance, memory_gb, is_spot, evidence_url,
            usd_per_gpu_hour * gpus_per_instance AS usd_per_hour, source.title AS price_source,
            offer.as_of AS price_as_of
        FROM gpu_offers AS offer LEFT JOIN sources AS source USING (source_id)
        WHERE coalesce(instance, '') NOT LIKE 'the GPU alone%'
        ORDER BY usd_per_hour, cloud, gpu, region, instance
        """,
    )


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
            SELECT model_id, list_sort(list(DISTINCT lower(provider))) AS providers FROM offers
            WHERE price_kind = 'list' AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
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


def list_offers(store: Store) -> pd.DataFrame:
    """Return the list offers of all models.

    Only offers with both an input and an output price above 0: 0 is not free, and NULL is not known. Of several
    statements about one provider's price of one model the newest count; those of the same day all stay.
    """
    return frame(
        store,
        """
        SELECT offer.model_id, offer.provider, offer.region, offer.input_usd_per_mtok, offer.output_usd_per_mtok,
            offer.flag, offer.source_id AS price_source_id, source.title AS price_source, offer.as_of AS price_as_of
        FROM offers AS offer
        LEFT JOIN sources AS source ON source.source_id = offer.source_id
        WHERE offer.price_kind = 'list' AND offer.input_usd_per_mtok > 0 AND offer.output_usd_per_mtok > 0
        QUALIFY rank() OVER (
            PARTITION BY offer.model_id, lower(offer.provider) ORDER BY offer.as_of DESC NULLS LAST
        ) = 1
        ORDER BY offer.model_id, offer.provider, offer.source_id, offer.input_usd_per_mtok, offer.output_usd_per_mtok
        """,
    )


def speeds(store: Store) -> pd.DataFrame:
    """Return every output speed, of hosted services and of people's own hardware.

    Columns: those of Speed but for task_latency_s, speed_source_id, speed_source, speed_as_of, and is_throughput: it is
    of many requests together, which is no speed that one of them sees.
    """
    return frame(
        store,
        """
        SELECT speed.model_id, speed.effort, speed.provider, speed.hardware, speed.output_tokens_per_second,
            speed.time_to_first_token_s, speed.percentile, speed.conditions, speed.evidence, speed.precision,
            speed.source_id AS speed_source_id, source.title AS speed_source, speed.as_of AS speed_as_of,
            coalesce(speed.conditions ILIKE '%throughput%' OR speed.conditions ILIKE '%requests at once%', false)
                AS is_throughput
        FROM speeds AS speed LEFT JOIN sources AS source USING (source_id)
        WHERE speed.output_tokens_per_second > 0
        ORDER BY speed.model_id, speed.provider, speed.hardware, speed.as_of DESC, speed.output_tokens_per_second
        """,
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


def offers_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return every offer of one model, of any kind of price, with its source, by provider."""
    return frame(
        store,
        """
        SELECT offer.*, source.title AS source FROM offers AS offer LEFT JOIN sources AS source USING (source_id)
        WHERE offer.model_id = ? ORDER BY offer.provider, offer.as_of DESC NULLS LAST, offer.source_id
        """,
        [model_id],
    )


def speeds_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return every speed of one model, hosted services first, with its source."""
    return frame(
        store,
        """
        SELECT speed.*, source.title AS source FROM speeds AS speed LEFT JOIN sources AS source USING (source_id)
        WHERE speed.model_id = ? ORDER BY speed.provider NULLS LAST, speed.hardware, speed.as_of DESC NULLS LAST
        """,
        [model_id],
    )


def prices_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return the price periods of one model, by provider, oldest first, with their source."""
    return frame(
        store,
        """
        SELECT past.*, source.title AS source FROM price_history AS past LEFT JOIN sources AS source USING (source_id)
        WHERE past.model_id = ? ORDER BY past.provider, past.valid_from
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


def sources(store: Store) -> pd.DataFrame:
    """Return every source as its last refresh left it, by title."""
    return frame(store, "SELECT * FROM sources ORDER BY title, source_id")


def known_models(store: Store) -> list[tuple[str, str | None, str | None, date | None]]:
    """Return (model_id, hub_repo_id, vouched_by, release_date) of every model."""
    return store.execute("SELECT model_id, hub_repo_id, vouched_by, release_date FROM models").fetchall()


def known_names(store: Store) -> list[tuple[str, list[str]]]:
    """Return (model_id, the names that it is known under)."""
    return store.execute("SELECT model_id, list(name) FROM model_names GROUP BY model_id").fetchall()


def listed_repos(store: Store) -> list[tuple[str, int | None]]:
    """Return (hub_repo_id, likes) of every repository that the Hub lists."""
    return store.execute("SELECT hub_repo_id, likes FROM hub_models").fetchall()


def derived_repos(store: Store) -> list[tuple[str, str, str]]:
    """Return (child, parent, relation) of every quantised repository and adapter."""
    return store.execute(
        "SELECT child, parent, relation FROM lineage WHERE relation IN ('quantized', 'adapter')"
    ).fetchall()


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


def release_dates(store: Store) -> pd.DataFrame:
    """Return model_id, release_date (NULL: not known) and source_id (of the model's row) of every model."""
    return frame(store, "SELECT model_id, release_date, source_id FROM models ORDER BY model_id")


def openness_models(store: Store) -> pd.DataFrame:
    """Return every model with what its own page on the Hub says of weights, licence and training data.

    `is_gated` is NULL for all where the listing has no gated repository at all: such a listing did not carry the mark.
    Columns: model_id, name, developer, weights, licence_id, hub_repo_id, as_of, source_url (of the row's source),
    hub_licence_id, is_gated, names_datasets, hub_as_of (NULL: not in the listing).
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
            pages.hub_licence_id, pages.is_gated, pages.names_datasets, pages.hub_as_of
        FROM models AS model
        LEFT JOIN pages ON pages.repo = lower(model.hub_repo_id)
        LEFT JOIN sources AS source ON source.source_id = model.source_id
        ORDER BY model.model_id
        """,
    )


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


def children_of(store: Store, hub_repo_id: str) -> pd.DataFrame:
    """Return the repositories that were made from one, the most downloaded first.

    Columns: child, relation, evidence, evidence_url, and of its page on the Hub, NULL where it is not in the listing:
    downloads, likes, licence_id, created_on, hub_as_of; source_id, source.
    """
    return frame(
        store,
        """
        SELECT edge.child, edge.relation, edge.evidence, edge.evidence_url, hub.downloads, hub.likes, hub.licence_id,
            hub.created_on, hub.as_of AS hub_as_of, edge.source_id, source.title AS source
        FROM lineage AS edge
        LEFT JOIN hub_models AS hub ON lower(hub.hub_repo_id) = lower(edge.child)
        LEFT JOIN sources AS source ON source.source_id = edge.source_id
        WHERE lower(edge.parent) = lower(?)
        ORDER BY hub.downloads DESC NULLS LAST, edge.child, edge.relation
        """,
        [hub_repo_id],
    )


def parents_of(store: Store, hub_repo_id: str) -> pd.DataFrame:
    """Return what a repository was made from: parent, relation, evidence, evidence_url, and the parent's model_id."""
    return frame(
        store,
        """
        SELECT edge.parent, edge.relation, edge.evidence, edge.evidence_url, model.model_id
        FROM lineage AS edge LEFT JOIN models AS model ON lower(model.hub_repo_id) = lower(edge.parent)
        WHERE lower(edge.child) = lower(?) ORDER BY edge.relation, edge.parent, model.model_id
        """,
        [hub_repo_id],
    )


def list_price_periods(store: Store) -> pd.DataFrame:
    """Return when which list price of which model held, of every provider, oldest first.

    Without periods of which no beginning is known, and without prices of 0, which say nothing.
    """
    return frame(
        store,
        """
        SELECT model_id, provider, model_name, source_id, valid_from, valid_to, input_usd_per_mtok, output_usd_per_mtok
        FROM price_history
        WHERE price_kind = 'list' AND valid_from IS NOT NULL AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
        ORDER BY model_id, provider, model_name, source_id, valid_from
        """,
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
            SELECT DISTINCT model_id FROM offers
            WHERE price_kind = 'list' AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
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
            SELECT DISTINCT model_id FROM offers
            WHERE price_kind = 'list' AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
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

    Columns: conflict (a number, the same in `conflict_statements`), those of Conflict, name, fact_title, low_source and
    high_source.
    """
    return frame(
        store,
        """
        SELECT conflict.rowid AS conflict, conflict.*, coalesce(model.name, conflict.model_id) AS name,
            coalesce(benchmark.title, conflict.fact) AS fact_title,
            coalesce(low.title, low_source_id) AS low_source, coalesce(high.title, high_source_id) AS high_source
        FROM conflicts AS conflict
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
        WITH stated AS (
            SELECT conflict.rowid AS conflict, score.benchmark_version, score.value, score.source_id, score.as_of,
                score.date_stamp, score.samples, score.model_name, false AS is_flagged
            FROM conflicts AS conflict JOIN scores AS score
                ON score.model_id = conflict.model_id AND score.benchmark_id = conflict.fact
                AND score.effort IS NOT DISTINCT FROM conflict.effort
            WHERE score.evidence <> 'self-reported'
            WINDOW version AS (PARTITION BY conflict.rowid, score.benchmark_version)
            QUALIFY bool_or(value = conflict.low_value AND source_id = conflict.low_source_id) OVER version
                AND bool_or(value = conflict.high_value AND source_id = conflict.high_source_id) OVER version
            UNION ALL
            SELECT conflict.rowid, NULL,
                CASE conflict.fact WHEN 'input_usd_per_mtok' THEN input_usd_per_mtok ELSE output_usd_per_mtok END,
                offer.source_id, offer.as_of, NULL, NULL, offer.model_name, offer.flag IS NOT NULL
            FROM conflicts AS conflict JOIN offers AS offer
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


# What two snapshots are held against each other by


def cheapest_list_prices(store: Store) -> pd.DataFrame:
    """Return each model's cheapest list prices, of input and of output by itself: model_id and the two prices."""
    return frame(
        store,
        """
        SELECT model_id, min(input_usd_per_mtok) AS input_usd_per_mtok, min(output_usd_per_mtok) AS output_usd_per_mtok
        FROM offers WHERE price_kind = 'list' GROUP BY model_id ORDER BY model_id
        """,
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


def has_variants(store: Store) -> bool:
    """Return whether there is anything to say of variants: a listing of the Hub, and results of its repositories."""
    found = store.execute(
        """
        SELECT EXISTS (FROM hub_models)
            AND EXISTS (FROM scores JOIN models USING (model_id) WHERE models.hub_repo_id IS NOT NULL)
        """
    ).fetchone()
    return bool(found and found[0])


def repos_of_models(store: Store) -> dict[str, str]:
    """Return the model_id by Hub repository in lower case, of the models that have one."""
    rows = store.execute("SELECT lower(hub_repo_id), min(model_id) FROM models WHERE hub_repo_id <> '' GROUP BY 1")
    return dict(rows.fetchall())


def variant_repos(store: Store) -> pd.DataFrame:
    """Return every repository that the Hub lists, with what gates and rows of variants need of it.

    `says_merge` and `says_quantized`: its tags or its library say so, whether or not it names a parent.
    """
    return frame(
        store,
        """
        SELECT hub_repo_id, downloads, likes, licence_id, parameters, created_on, is_gated, as_of,
            coalesce(list_has_any(tags, ['merge', 'mergekit', 'lazymergekit']), false) AS says_merge,
            coalesce(library IN ('gguf', 'exllamav2', 'mlx', 'ctranslate2'), false)
                OR coalesce(list_has_any(tags, ['gguf', 'gptq', 'awq', 'exl2', 'exl3', '4-bit', '8-bit', '4bit', '8bit',
                    'quantized', 'bitsandbytes', 'bnb']), false) AS says_quantized
        FROM hub_models ORDER BY hub_repo_id
        """,
    )


def variant_languages(store: Store) -> pd.DataFrame:
    """Return hub_repo_id and language (ISO 639), one row a language that a repository's tags name."""
    return frame(
        store, "SELECT hub_repo_id, unnest(languages) AS language FROM hub_models ORDER BY hub_repo_id, language"
    )


def variant_edges(store: Store) -> pd.DataFrame:
    """Return child, parent, relation, evidence and evidence_url of every statement on lineage."""
    return frame(
        store,
        """
        SELECT child, parent, relation, evidence, evidence_url FROM lineage
        ORDER BY child, parent, relation, evidence
        """,
    )


def variant_claims(store: Store) -> pd.DataFrame:
    """Return hub_repo_id, domain and reason: which domains repositories claim to serve."""
    return frame(store, "SELECT hub_repo_id, domain, reason FROM variant_domains ORDER BY hub_repo_id, domain")


def variant_scores(store: Store) -> pd.DataFrame:
    """Return every score of a model that has a repository on the Hub, with the repository."""
    return frame(
        store,
        """
        SELECT models.hub_repo_id, scores.benchmark_id, scores.benchmark_version, scores.source_id, scores.harness,
            scores.effort, scores.evidence, scores.value, scores.low, scores.high, scores.samples, scores.contamination,
            scores.precision, scores.as_of
        FROM scores JOIN models USING (model_id) WHERE models.hub_repo_id IS NOT NULL
        """,
    )


def variant_models(store: Store) -> pd.DataFrame:
    """Return hub_repo_id, parameters, release_date and licence_id of the models that have a repository."""
    return frame(
        store,
        """
        SELECT hub_repo_id, max(parameters) AS parameters, min(release_date) AS release_date,
            any_value(licence_id) AS licence_id
        FROM models WHERE hub_repo_id IS NOT NULL GROUP BY hub_repo_id ORDER BY hub_repo_id
        """,
    )


def variant_shapes(store: Store) -> pd.DataFrame:
    """Return hub_repo_id and parameters of the repositories whose configuration is known."""
    return frame(
        store,
        """
        SELECT hub_repo_id, max(parameters) AS parameters FROM model_shapes
        WHERE parameters > 0 GROUP BY hub_repo_id ORDER BY hub_repo_id
        """,
    )


def benchmark_rows(store: Store) -> pd.DataFrame:
    """Return every benchmark."""
    return frame(store, "SELECT * FROM benchmarks ORDER BY benchmark_id")
