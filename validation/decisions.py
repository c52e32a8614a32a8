"""Whether the model that is chosen turns out good: boards are hidden, the rest chooses, the hidden boards rank it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri

from catalog.ability.domains import abilities, fit
from catalog.curated.memberships import Membership
from catalog.decide.abilities import quantile_points
from catalog.evidence import is_too_wide
from catalog.queries.scores import DEFAULT_BENCHMARK
from etl.documents import write_between

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation" / "decisions.md"
BEGIN, END = "<!-- figures of python -m etl validate --decisions: begin -->", "<!-- figures: end -->"
CUT = pd.Timestamp("2026-04-30")
QUANTILES = {"low end of the interval": 0.05, "tenth": 0.1, "cautious": 0.25, "bold": 0.5}
TODAY = "bold"
POOL, POOLS, LEAST_MODELS, LEAST_TESTS = 10, 200, 15, 0.5
_SEED = 20261130
Hides = Callable[[pd.DataFrame], "pd.Series[bool]"]
EXPERIMENTS: dict[str, Hides] = {
    "LiveBench (November 2025 to July 2026)": lambda scores: scores["source_id"].eq("livebench"),
    "LMArena (August 2026)": lambda scores: scores["source_id"].eq("lmarena"),
    "Epoch AI and Every Eval Ever": lambda scores: scores["source_id"].isin(["epoch", "every_eval_ever"]),
    f"all results after {CUT.day} {CUT:%B %Y}": lambda scores: pd.to_datetime(scores["as_of"]).gt(CUT),
}
# On which day one would have chosen, where what is hidden is all that came later: by the prices of that day.
CHOSEN_ON = {f"all results after {CUT.day} {CUT:%B %Y}": CUT}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was chosen, a row a decision and way of choosing.

    Attributes:
        rows: experiment, domain, pool, method and rank: the share of the pool's other models that the hidden boards put
            below the chosen one, 1 for the best and 0 for the worst.
    """

    rows: pd.DataFrame


def validate_decisions(
    tables: Mapping[str, pd.DataFrame],
    memberships: Sequence[Membership],
    experiments: Mapping[str, Hides] | None = None,
    report: Callable[[str], None] = lambda _: None,
    chosen_on: Mapping[str, pd.Timestamp] | None = None,
) -> Decisions:
    """Hide boards, choose a model in each domain from what is left, and look up how the hidden boards rank it.

    Whoever chooses, chooses among the same models: those that are sold, that the hidden results measured in the domain,
    and whose ability the rest knows there to within 40 points. In each domain with fifteen such models or more, 200
    pools of ten are drawn.

    Args:
        tables: scores, benchmarks, models, offers, price_history and sources, as the snapshot has them.
        memberships: which domains each benchmark speaks for.
        experiments: what each hides, by title.
        report: is told what is going on.
        chosen_on: the day on which one would have chosen, by title; of the others today's prices count.
    """
    days = CHOSEN_ON if chosen_on is None else chosen_on
    scores, sources = tables["scores"], tables["sources"]
    frozen = set(sources.loc[sources["is_frozen"].astype(bool), "source_id"])
    offers = tables["offers"][tables["offers"]["price_kind"].eq("list")]
    told = []
    for title, hides in (EXPERIMENTS if experiments is None else experiments).items():
        report(f"hiding {title}")
        is_hidden = hides(scores).to_numpy(bool)
        seen = scores[~is_hidden].reset_index(drop=True)
        found = fit(seen, tables["benchmarks"], memberships, tables["models"], frozen)
        own = abilities(found)
        own = own[own["is_own"] & own["coverage"].gt(0) & ~is_too_wide(own["low"], own["high"])]
        truth = standings(scores[is_hidden], tables["benchmarks"], memberships)
        prices = prices_on(tables["price_history"], days[title]) if title in days else offers
        known = _known(own, seen, tables["models"], prices)
        told += [rows.assign(experiment=title) for rows in _decided(known, truth)]
    columns = ["experiment", "domain", "pool", "method", "rank"]
    return Decisions(pd.concat(told, ignore_index=True)[columns] if told else pd.DataFrame(columns=columns))


def standings(hidden: pd.DataFrame, benchmarks: pd.DataFrame, memberships: Sequence[Membership]) -> pd.DataFrame:
    """Return how models stand on hidden results: domain, model_id, standing (the mean of their shares of rank, 0 to 1).

    A model's results on one test count once, by their mean over efforts. Claims do not count, and a model counts in a
    domain where it has half of the tests, by weight, that the hidden results have there.
    """
    about = benchmarks.drop_duplicates("benchmark_id").set_index("benchmark_id")["higher_is_better"].astype(bool)
    keys = ["source_id", "benchmark_id", "benchmark_version"]
    measured = hidden[hidden["evidence"] != "self-reported"]
    means = measured.groupby([*keys, "model_id"], dropna=False, as_index=False)["value"].mean()
    sign = np.where(means["benchmark_id"].map(about).fillna(value=True).astype(bool), 1.0, -1.0)
    means["share"] = means.assign(signed=means["value"] * sign).groupby(keys, dropna=False)["signed"].rank(pct=True)
    pairs = pd.DataFrame([(one.benchmark_id, one.domain, one.weight) for one in memberships])
    rows = means.merge(pairs.set_axis(["benchmark_id", "domain", "weight"], axis=1), on="benchmark_id")
    rows["weighted"] = rows["share"] * rows["weight"]
    tests = rows.drop_duplicates([*keys, "domain"]).groupby("domain")["weight"].sum()
    summed = rows.groupby(["domain", "model_id"], as_index=False)[["weighted", "weight"]].sum()
    summed["standing"] = summed["weighted"] / summed["weight"]
    enough = summed["weight"] >= LEAST_TESTS * summed["domain"].map(tests)
    return summed.loc[enough, ["domain", "model_id", "standing"]].reset_index(drop=True)


def prices_on(history: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the list prices that held on a day: those rows of price_history. A beginning that is not known is none."""
    begins, ends = pd.to_datetime(history["valid_from"]), pd.to_datetime(history["valid_to"])
    is_priced = (history[["input_usd_per_mtok", "output_usd_per_mtok"]].astype(float) > 0).all(axis=1)
    held = begins.le(day) & (ends.isna() | ends.gt(day)) & history["price_kind"].eq("list")
    return history[held & is_priced]


def _known(own: pd.DataFrame, seen: pd.DataFrame, models: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return what each way of choosing goes by, the highest first: a row a domain and model, a column a way."""
    levels = quantile_points(own, ndtri(np.array(list(QUANTILES.values()))))
    by_ability = (
        own[["domain", "model_id"]].reset_index(drop=True).assign(**dict(zip(QUANTILES, levels.T, strict=True)))
    )
    arena = seen[seen["benchmark_id"] == DEFAULT_BENCHMARK].groupby("model_id")["value"].max()
    price = (offers["input_usd_per_mtok"] + offers["output_usd_per_mtok"]).groupby(offers["model_id"]).min()
    released = pd.to_datetime(models.drop_duplicates("model_id").set_index("model_id")["release_date"])
    sold = by_ability[by_ability["model_id"].isin(price.index)]
    return sold.assign(
        **{
            "LMArena's first": sold["model_id"].map(arena),
            "the newest": sold["model_id"].map(released).astype("int64").where(sold["model_id"].map(released).notna()),
            "the dearest": sold["model_id"].map(price),
        }
    )


def _decided(known: pd.DataFrame, truth: pd.DataFrame) -> Iterator[pd.DataFrame]:
    both = known.merge(truth, on=["domain", "model_id"]).sort_values(["domain", "model_id"])
    methods = [name for name in known if name not in {"domain", "model_id"}]
    for domain, rows in both.groupby("domain"):
        if len(rows) < LEAST_MODELS:
            continue
        drawn = np.random.default_rng(_SEED)
        figures, standing = rows[methods].to_numpy(float), rows["standing"].to_numpy(float)
        pools = np.array([drawn.choice(len(rows), POOL, replace=False) for _ in range(POOLS)])
        for place, method in enumerate(methods):
            went_by = figures[pools, place]
            if np.isnan(went_by).all():
                continue
            chosen = np.where(np.isnan(went_by).all(axis=1), 0, np.argmax(np.nan_to_num(went_by, nan=-np.inf), axis=1))
            ours = np.take_along_axis(standing[pools], chosen[:, None], axis=1)
            below = (standing[pools] < ours).sum(axis=1) + ((standing[pools] == ours).sum(axis=1) - 1) / 2
            yield pd.DataFrame({"domain": domain, "pool": range(POOLS), "method": method, "rank": below / (POOL - 1)})


def summary(decisions: Decisions) -> pd.DataFrame:
    """Return for each experiment and method: domains, rank (the mean of the domains' means), and lead and its error.

    The lead is over the ability's middle, a mean over domains; its error is the standard error of that mean.
    """
    means = decisions.rows.groupby(["experiment", "method", "domain"], sort=False)["rank"].mean().rename("rank")
    table = means.reset_index()
    middle = table[table["method"] == TODAY].set_index(["experiment", "domain"])["rank"]
    table["lead"] = table["rank"] - middle.reindex(pd.MultiIndex.from_frame(table[["experiment", "domain"]])).to_numpy()
    grouped = table.groupby(["experiment", "method"], sort=False)
    found = grouped.agg(domains=("domain", "nunique"), rank=("rank", "mean"), lead=("lead", "mean"))
    return found.assign(error=grouped["lead"].sem()).reset_index()


def write_decisions_page(decisions: Decisions, page: Path = PAGE) -> str:
    """Put the figures into the page between its marks, and return them.

    Raises:
        ValueError: the page has no marks.
    """
    figures = "\n".join(_lines(decisions)).rstrip()
    write_between(page, BEGIN, END, figures)
    return figures


def _lines(decisions: Decisions) -> Iterator[str]:
    found = summary(decisions)
    for experiment, rows in found.groupby("experiment", sort=False):
        yield from [
            f"### Hidden: {experiment}",
            "",
            f"{int(rows['domains'].max())} domains, {POOLS} pools in each.",
            "",
        ]
        yield from ["| chosen by | real rank of the winner | against the middle of the ability |", "|---|---|---|"]
        for row in rows.sort_values("rank", ascending=False).to_dict("records"):
            lead = (
                "" if row["method"] == TODAY else f"{100 * row['lead']:+.1f} (standard error {100 * row['error']:.1f})"
            )
            yield f"| {row['method']} | {100 * row['rank']:.1f} | {lead} |"
        yield ""
