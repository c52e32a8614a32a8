"""Offers, price history, task costs, speeds, and machines to run models on. Every value is bound."""

import pandas as pd

from catalog.store import Store, frame


def current_offers(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return the offers of every kind, of all chat models or of one model, with its name and the price's source.

    Of several statements about one provider's price of one model, of one kind, the newest count; those of
    the same day all stay. window_tokens and prompt_tokens bound a request: what the offer states, else what is known of
    its model, else what the seller's other rows of the model state. seller_region and seller_policies are what the
    seller states of its whole paid service, the policies parted by "; ".
    """
    return frame(
        store,
        """
        SELECT offer.model_id, coalesce(model.name, offer.model_id) AS name, model.developer, model.weights,
            offer.provider, offer.region, offer.precision,
            offer.input_usd_per_mtok, offer.output_usd_per_mtok,
            offer.cache_read_usd_per_mtok, offer.cache_write_usd_per_mtok,
            offer.batch_input_usd_per_mtok, offer.batch_output_usd_per_mtok, offer.tiers,
            offer.context_tokens, offer.max_input_tokens, offer.max_output_tokens,
            coalesce(
                offer.context_tokens, model.context_tokens,
                max(offer.context_tokens) OVER (PARTITION BY offer.model_id, lower(offer.provider))
            ) AS window_tokens,
            coalesce(
                offer.max_input_tokens, model.max_input_tokens,
                max(offer.max_input_tokens) OVER (PARTITION BY offer.model_id, lower(offer.provider))
            ) AS prompt_tokens,
            offer.data_policy, offer.price_kind, offer.effort, own.effort AS own_effort,
            offer.conditions AS price_conditions,
            offer.retirement_date AS sold_until, offer.withdrawn_since, offer.withdrawn_by, offer.flag,
            seller.kind AS seller_kind, seller.country AS seller_country,
            stated.region AS seller_region, stated.policies AS seller_policies,
            offer.model_name, offer.source_id AS price_source_id, source.title AS price_source,
            offer.as_of AS price_as_of
        FROM offers AS offer
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN (SELECT model_id, min(effort) AS effort FROM abilities WHERE is_own GROUP BY model_id) AS own
            USING (model_id)
        LEFT JOIN providers AS seller ON lower(seller.provider) = lower(offer.provider)
        LEFT JOIN (
            SELECT lower(provider) AS seller, max(value) FILTER (term = 'region') AS region,
                string_agg(value, '; ' ORDER BY value) FILTER (term = 'policy') AS policies
            FROM provider_terms GROUP BY ALL
        ) AS stated ON stated.seller = lower(offer.provider)
        LEFT JOIN sources AS source ON source.source_id = offer.source_id
        WHERE ($model_id IS NULL AND coalesce(model.task, 'chat') = 'chat') OR offer.model_id = $model_id
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
    """Return a model's facts with the architecture of its own repository and of its relatives, own first.

    Relatives: quantised copies (distance 1), what it was tuned from (2), what was tuned from it (3), of which the
    architecture that most have comes first. Those whose number of parameters is another are no help.
    No row: there is no such model. One row without an architecture: none is known.
    Columns: model_id, name, weights, hub_repo_id, parameters, active_parameters, context_tokens, tags (of its
    repository), shape_repo_id, architecture, layers, kv_heads, head_dimension, distance, shape_parameters,
    shape_source, shape_as_of.
    """
    return frame(
        store,
        """
        WITH named AS (SELECT * FROM models WHERE model_id = ?),
        own AS (SELECT lower(hub_repo_id) AS repo, parameters FROM named),
        repos AS (
            SELECT repo, 0 AS distance FROM own
            UNION
            SELECT lower(child), CASE relation WHEN 'quantized' THEN 1 ELSE 3 END
            FROM lineage JOIN own ON lower(parent) = repo WHERE relation IN ('quantized', 'finetune')
            UNION
            SELECT lower(parent), 2 FROM lineage JOIN own ON lower(child) = repo WHERE relation = 'finetune'
        ), shapes AS (
            SELECT repos.distance, shape.*, count(*) OVER (
                PARTITION BY repos.distance, shape.architecture, shape.layers, shape.kv_heads, shape.head_dimension
            ) AS alike
            FROM repos JOIN model_shapes AS shape ON lower(shape.hub_repo_id) = repos.repo CROSS JOIN own
            WHERE repos.distance < 2 OR (shape.layers IS NOT NULL
                AND coalesce(shape.parameters BETWEEN 0.9 * own.parameters AND 1.1 * own.parameters, true))
        )
        SELECT named.model_id, coalesce(named.name, named.model_id) AS name, named.weights, named.hub_repo_id,
            named.parameters, named.active_parameters, named.context_tokens, page.tags,
            shapes.hub_repo_id AS shape_repo_id,
            shapes.architecture, shapes.layers, shapes.kv_heads, shapes.head_dimension,
            coalesce(shapes.distance, 0) AS distance,
            CASE WHEN shapes.distance = 0 THEN shapes.parameters END AS shape_parameters,
            source.title AS shape_source, shapes.as_of AS shape_as_of
        FROM named LEFT JOIN shapes ON true LEFT JOIN sources AS source ON source.source_id = shapes.source_id
            LEFT JOIN hub_models AS page ON lower(page.hub_repo_id) = lower(named.hub_repo_id)
        ORDER BY shapes.distance NULLS LAST, shapes.alike DESC, lower(shapes.hub_repo_id)
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


def speeds(store: Store) -> pd.DataFrame:
    """Return every output speed, of hosted services and of people's own hardware.

    Columns: those of Speed but for task_latency_s, speed_source_id, speed_source, speed_as_of, and is_throughput: it is
    of many requests together, which is no speed that one of them sees. Where a row does not say what its figure is of,
    its conditions do.
    """
    return frame(
        store,
        """
        SELECT speed.model_id, speed.effort, speed.provider, speed.hardware, speed.output_tokens_per_second,
            speed.time_to_first_token_s, speed.percentile, speed.statistic, speed.conditions, speed.evidence,
            speed.precision, speed.source_id AS speed_source_id, source.title AS speed_source,
            speed.as_of AS speed_as_of,
            coalesce(
                speed.statistic = 'all requests together',
                speed.conditions ILIKE '%throughput%' OR speed.conditions ILIKE '%requests at once%', false
            ) AS is_throughput
        FROM speeds AS speed LEFT JOIN sources AS source USING (source_id)
        WHERE speed.output_tokens_per_second > 0
        ORDER BY speed.model_id, speed.provider, speed.hardware, speed.as_of DESC, speed.output_tokens_per_second
        """,
    )


def offers_of(store: Store, model_id: str) -> pd.DataFrame:
    """Return every offer of one model, of any kind of price, with its source, by provider.

    Beside the columns of Offer: source, price_conditions (its conditions), own_effort (the effort that speaks for the
    model), weights (of the model), seller_kind, seller_country, api_base (of the seller), seller_region and
    seller_policies (what the seller states of its whole paid service), withdrawal_source (the title of who says that it
    was withdrawn), and is_newest: no later statement about this provider's price of this kind is known.
    """
    return frame(
        store,
        """
        SELECT offer.*, offer.conditions AS price_conditions, source.title AS source, own.effort AS own_effort,
            seller.kind AS seller_kind, seller.country AS seller_country,
            seller.api_base, stated.region AS seller_region, stated.policies AS seller_policies, model.weights,
            coalesce(said.title, offer.withdrawn_by) AS withdrawal_source,
            rank() OVER (
                PARTITION BY lower(offer.provider), offer.price_kind ORDER BY offer.as_of DESC NULLS LAST
            ) = 1 AS is_newest
        FROM offers AS offer
        LEFT JOIN (SELECT model_id, min(effort) AS effort FROM abilities WHERE is_own GROUP BY model_id) AS own
            USING (model_id)
        LEFT JOIN providers AS seller ON lower(seller.provider) = lower(offer.provider)
        LEFT JOIN (
            SELECT lower(provider) AS seller, max(value) FILTER (term = 'region') AS region,
                string_agg(value, '; ' ORDER BY value) FILTER (term = 'policy') AS policies
            FROM provider_terms GROUP BY ALL
        ) AS stated ON stated.seller = lower(offer.provider)
        LEFT JOIN sources AS source ON source.source_id = offer.source_id
        LEFT JOIN sources AS said ON said.source_id = offer.withdrawn_by
        LEFT JOIN models AS model ON model.model_id = offer.model_id
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


def list_price_periods(store: Store) -> pd.DataFrame:
    """Return when which list price of which model held, of every provider, oldest first.

    Without periods of which no beginning is known, without prices of 0, which say nothing, and without those of
    batches, which OpenRouter lists as a variant of the model's name: half of what a request costs.
    """
    return frame(
        store,
        """
        SELECT model_id, provider, model_name, source_id, valid_from, valid_to, input_usd_per_mtok, output_usd_per_mtok
        FROM price_history
        WHERE price_kind = 'list' AND valid_from IS NOT NULL AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
            AND NOT ends_with(coalesce(model_name, ''), ':batch')
        ORDER BY model_id, provider, model_name, source_id, valid_from
        """,
    )


def cheapest_list_prices(store: Store) -> pd.DataFrame:
    """Return each model's cheapest list prices, of input and of output by itself: model_id and the two prices."""
    return frame(
        store,
        """
        SELECT model_id, min(input_usd_per_mtok) AS input_usd_per_mtok, min(output_usd_per_mtok) AS output_usd_per_mtok
        FROM offers WHERE price_kind = 'list' GROUP BY model_id ORDER BY model_id
        """,
    )


def seller_terms(store: Store) -> pd.DataFrame:
    """Return what sellers state of where they run models and of prompts, each with its page: the columns of SellerTerm.

    Beside them seller_title, and country: of the seller's seat, which says nothing of where requests are processed.
    """
    return frame(
        store,
        """
        SELECT stated.*, coalesce(seller.title, stated.provider) AS seller_title, seller.country
        FROM provider_terms AS stated LEFT JOIN providers AS seller ON lower(seller.provider) = lower(stated.provider)
        ORDER BY seller_title, stated.term, stated.value
        """,
    )


def exchange_rates(store: Store) -> pd.DataFrame:
    """Return the newest rate of each currency: currency, units_per_eur, as_of, source_id, source, licence.

    No row: no source states rates here.
    """
    return frame(
        store,
        """
        SELECT rate.currency, rate.units_per_eur, rate.as_of, rate.source_id, source.title AS source, source.licence
        FROM exchange_rates AS rate LEFT JOIN sources AS source USING (source_id)
        QUALIFY row_number() OVER (PARTITION BY rate.currency ORDER BY rate.as_of DESC, rate.source_id) = 1
        ORDER BY rate.currency
        """,
    )


def stated_discounts(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return every statement of a price in batches or of a cached prompt, of all chat models or of one, newest first.

    Columns: model_id, provider, region, effort, the list prices that it stands beside (input_usd_per_mtok,
    output_usd_per_mtok), cache_read_usd_per_mtok, batch_input_usd_per_mtok, batch_output_usd_per_mtok, source_id,
    source, as_of.
    """
    return frame(
        store,
        """
        SELECT offer.model_id, offer.provider, offer.region, offer.effort,
            offer.input_usd_per_mtok, offer.output_usd_per_mtok, offer.cache_read_usd_per_mtok,
            offer.batch_input_usd_per_mtok, offer.batch_output_usd_per_mtok,
            offer.source_id, source.title AS source, offer.as_of
        FROM offers AS offer
        LEFT JOIN models AS model USING (model_id)
        LEFT JOIN sources AS source ON source.source_id = offer.source_id
        WHERE offer.price_kind = 'list'
            AND (($model_id IS NULL AND coalesce(model.task, 'chat') = 'chat') OR offer.model_id = $model_id)
            AND coalesce(offer.cache_read_usd_per_mtok, offer.batch_input_usd_per_mtok) IS NOT NULL
        ORDER BY offer.model_id, offer.provider, offer.as_of DESC NULLS LAST, offer.source_id, offer.model_name
        """,
        {"model_id": model_id},
    )
