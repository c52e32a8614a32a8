"""Hub repositories, and how they descend from each other. Every value is bound, never formatted in."""

import pandas as pd

from catalog.store import Store, frame


def listed_repos(store: Store) -> list[tuple[str, int | None, float | None]]:
    """Return (hub_repo_id, likes, parameters) of every repository that the Hub lists."""
    return store.execute("SELECT hub_repo_id, likes, parameters FROM hub_models").fetchall()


def derived_repos(store: Store) -> list[tuple[str, str, str]]:
    """Return (child, parent, relation) of every quantised repository and adapter."""
    return store.execute(
        "SELECT child, parent, relation FROM lineage WHERE relation IN ('quantized', 'adapter')"
    ).fetchall()


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


def quantised_repos(store: Store, model_id: str) -> pd.DataFrame:
    """Return the repositories that hold a model's own weights in fewer bits, the most downloaded first.

    Only what the model's own repository, not a tune of it, was made into. Columns: model_id, hub_repo_id, downloads (in
    30 days), likes, tags, library, licence_id, as_of (of those figures), and of the statement that it is a copy:
    evidence, evidence_url, source_id, source.
    """
    return frame(
        store,
        """
        SELECT model.model_id, edge.child AS hub_repo_id, page.downloads, page.likes, page.tags, page.library,
            page.licence_id, page.as_of, edge.evidence, edge.evidence_url, edge.source_id, source.title AS source
        FROM models AS model
        JOIN lineage AS edge ON lower(edge.parent) = lower(model.hub_repo_id) AND edge.relation = 'quantized'
        LEFT JOIN hub_models AS page ON lower(page.hub_repo_id) = lower(edge.child)
        LEFT JOIN sources AS source ON source.source_id = edge.source_id
        WHERE model.model_id = ?
        QUALIFY row_number() OVER (PARTITION BY lower(edge.child) ORDER BY edge.evidence) = 1
        ORDER BY page.downloads DESC NULLS LAST, edge.child
        """,
        [model_id],
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

    `says_merge` and `says_quantized`: its tags, its library or the end of its name say so, whether or not it names a
    parent. `is_other_task`: it writes no text, such as a classifier.
    """
    return frame(
        store,
        """
        SELECT hub_repo_id, downloads, likes, licence_id, parameters, created_on, is_gated, as_of,
            coalesce(list_has_any(tags, ['merge', 'mergekit', 'lazymergekit']), false) AS says_merge,
            coalesce(library IN ('gguf', 'exllamav2', 'mlx', 'ctranslate2'), false)
                OR coalesce(list_has_any(tags, ['gguf', 'gptq', 'awq', 'exl2', 'exl3', '4-bit', '8-bit', '4bit', '8bit',
                    'quantized', 'bitsandbytes', 'bnb']), false)
                OR regexp_matches(lower(hub_repo_id),
                    '[-_.](gguf|gptq|awq|exl2|exl3|fp8|nvfp4|mxfp4|int[48]|[48]-?bits?)$') AS says_quantized,
            coalesce(pipeline_tag NOT IN ('text-generation', 'text2text-generation', 'image-text-to-text',
                'audio-text-to-text', 'video-text-to-text', 'visual-question-answering', 'any-to-any'), false)
                AS is_other_task
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


def lineage_sources(store: Store) -> pd.DataFrame:
    """Return which sources state lineage, by the kind of evidence: evidence, source_id."""
    return frame(store, "SELECT DISTINCT evidence, source_id FROM lineage ORDER BY evidence, source_id")


def listing_sources(store: Store) -> pd.DataFrame:
    """Return the sources of the listing of repositories: source_id."""
    return frame(store, "SELECT DISTINCT source_id FROM hub_models ORDER BY source_id")


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


def open_abilities(store: Store, domain: str) -> pd.DataFrame:
    """Return how good open models with a repository are in a domain, one row a model: its surest effort.

    Columns: hub_repo_id, model_id, name, parameters, release_date; value, low and high (ability, 0 to 100, 90 %);
    coverage, 0 where no test of the domain measured it.
    """
    return frame(
        store,
        """
        SELECT models.hub_repo_id, model_id, models.name, models.parameters, models.release_date,
            abilities.value, abilities.low, abilities.high, abilities.coverage
        FROM abilities JOIN models USING (model_id)
        WHERE abilities.domain = ? AND models.hub_repo_id <> '' AND models.weights = 'open'
            AND abilities.value IS NOT NULL AND abilities.low IS NOT NULL AND abilities.high IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY lower(models.hub_repo_id)
            ORDER BY abilities.is_own DESC, abilities.high - abilities.low, abilities.effort NULLS FIRST, model_id
        ) = 1
        ORDER BY abilities.low DESC, models.hub_repo_id
        """,
        [domain],
    )
