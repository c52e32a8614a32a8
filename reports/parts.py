"""The parts of the report on a need, each built from its figures: pure functions from a briefing to a document."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from catalog.curated.providers import maker_title, seller_title
from catalog.decide.briefing import Briefing
from catalog.decide.decide import Decision
from catalog.decide.gates import FACTS
from catalog.decide.need import CRITERIA, Need, to_yaml
from catalog.decide.words import counted, percent, usd
from catalog.filters import BY_NAME
from catalog.openness.criteria import CRITERIA as OPENNESS
from catalog.openness.criteria import DIFFERENCE
from catalog.pricing.speeds import speed_words
from catalog.pricing.workload import PARTS
from reports.document import Block, Chart, Code, Column, Document, Link, Paragraph, Points, Section, Table, is_address
from views.charts.choose import COST, REQUEST, SPEED, choose_figure, points_of
from views.charts.choose import alt_text as choose_alt
from views.charts.hover import point_label
from views.charts.shortlist import (
    ABILITY_TITLE,
    PART_TITLES,
    parts_alt,
    parts_figure,
    ranges_alt,
    ranges_figure,
    reach_alt,
    reach_figure,
)
from views.export.imprint import Credit, Imprint, standing
from views.shell import palette
from views.shell.provenance import Part
from views.shell.wording import day, figure, one_line, shortened

UNKNOWN = "unknown"
MOST_EXCLUDED = 12
LONGEST_NAME, LONGEST_TEXT = 60, 300
LEAST_POINTS = 3
_OPENNESS_TITLES = ("Training data", "Weights", "Evaluation code", "Training code", "Metrics", "OSI licence")
_SPREAD = {"cheapest_usd_per_month": "low", "middle_usd_per_month": "value", "dearest_usd_per_month": "high"}
QUALITY = {
    "cautious": "cautious: ordered by what a model has with a chance of three in four",
    "bold": "bold: ordered by the middle of what a model may have",
}
_METHODS = {
    "Ability": "a factor model of every measured score, on a fixed scale: 50 is the middle of the models sold in 2025,"
    " with 90 % intervals; a score that is only inferred decides nothing (docs/methods/ability.md).",
    "Chances": "4,000 joint draws from the abilities and their intervals; a fair chance is at least half of the "
    "highest to be within 3 points of the best (docs/methods/decide.md).",
    "Cost": "the bill of the workload at each list offer with its cache, batch and long-context prices; free tiers and "
    "subscriptions stand apart (docs/methods/cost.md).",
    "Value": "weight x worth of quality, price and speed, summed; each is worth 0 to 1 between fixed anchors, so no "
    "value depends on which other models are shown; what is not known is not filled in (docs/methods/decide.md).",
    "Openness": "six criteria, each with its evidence (docs/methods/openness.md).",
    "Names": "a name of a source is joined to a model by rules and a curated list; what meets none is left out "
    "(docs/methods/identity.md).",
    "What it does not know": "how good a model is on your own data: a shortlist is what to test, not what to ship.",
}


def report(brief: Briefing, imprint: Imprint) -> Document:
    """Return the report on a need.

    Args:
        brief: the decision, and what is known of its shortlist.
        imprint: the title, the day of the figures, the sources with their terms, and the link that restores the need.
    """
    found = brief.decision
    parts = [_answer(found), _need(brief)]
    if len(found.passing):
        parts += [_shortlist(found), _tradeoffs(found), _cost(brief), *_domains(brief)]
    parts.append(_why_not(found))
    if len(found.passing):
        parts += [_sureness(found), _openness(brief)]
    kept = [one_line(credit.title) for credit in imprint.credits if not credit.may_be_passed_on]
    return Document(
        title=one_line(imprint.title),
        subtitle=standing(imprint),
        terms=f"Holds figures of {', '.join(kept)}: for your own use, not to be passed on." if kept else "",
        sections=(*parts, _method(), _sources(imprint), _again(found.need, imprint.link)),
    )


def shown(brief: Briefing) -> tuple[Part, ...]:
    """Return the figures that the report on a need tells."""
    found = brief.decision
    domains = tuple(found.need.shares())
    charted = ("ability", "ability_low", "ability_high")
    listed = (*charted, _spent(found.need), SPEED, "coverage", "weights", "licence_class")
    return (
        *(Part(points_of(found, level), (*charted, level), domains) for level in (_spent(found.need), SPEED)),
        Part(found.shortlist, listed, domains),
        Part(_fastest(found), (_spent(found.need), SPEED)),
        Part(_best_excluded(found), ("ability", "developer"), domains),
        Part(brief.bills, (*PARTS, _spent(found.need), "seller_told", "price_terms")),
        Part(brief.verdicts, what="Verdicts"),
    )


def _fastest(found: Decision) -> pd.DataFrame:
    """Return the offer at which the fastest is named: it may be another than the one of its row."""
    named = [winner.candidate for winner in found.winners if winner.role == "fastest"]
    return found.fastest[found.fastest["candidate"].isin(named)]


# The answer


def _answer(found: Decision) -> Section:
    told = [found.relax_first, found.tie, found.unsold]
    blocks: list[Block] = []
    if len(found.passing):
        winners = [
            (
                f"{winner.title}: {'none' if winner.name is None else point_label(winner.name, winner.effort)}.",
                winner.reason,
            )
            for winner in found.winners
        ]
        blocks.append(Points(items=tuple((one_line(name), one_line(why)) for name, why in winners)))
        told.append(found.sensitivity.sentence)
    blocks += [Paragraph(text=one_line(each)) for each in told if each]
    return Section(title="The answer", blocks=tuple(blocks))


def _need(brief: Briefing) -> Section:
    need, found = brief.decision.need, brief.decision
    work = need.workload
    cached = [
        f"{part:,.15g} {what}"
        for part, what in ((work.cached_tokens, "read from a cache"), (work.cache_written_tokens, "written to a cache"))
        if part
    ]
    inner = f" ({', '.join(cached)})" if cached else ""
    request = f"{work.input_tokens:,.15g} tokens in{inner}, {work.output_tokens:,.15g} out"
    batch = f"; {work.batch_share * 100:.15g} % sent in batches" if work.batch_share else ""
    domains = [f"{brief.titles[name]} {share * 100:.0f} %" for name, share in need.shares().items()]
    asked = [words for name, words in found.gates.items() if name not in FACTS and name != "good_enough"]
    sellers = BY_NAME["resellers"].words if need.filters.resellers else "of makers, clouds and inference providers"
    matters = [f"{name} {weight * 100:.0f} %" for name, weight in zip(CRITERIA, need.weights(), strict=True)]
    rows = (
        ("Good at", ", ".join(domains)),
        ("Workload", f"{counted_volume(need)}; a request has {request}{batch}"),
        ("What counts", ", ".join(matters)),
        ("Quality", QUALITY[need.caution]),
        ("Good enough", f"an ability of {need.good_enough:g} or more (50 is the middle model of 2025)"),
        ("Gates", "; ".join(asked) or "none"),
        ("Prices", "of the chosen sellers" if need.filters.provider else sellers),
    )
    note = [Paragraph(text=one_line(need.note))] if need.note else []
    return Section(title="The need", blocks=(*note, _table(("What", 1.0), ("What we ask", 4.0), rows=rows)))


def counted_volume(need: Need) -> str:
    """Return how many requests a month a need has, in words."""
    volume = need.workload.requests_per_month
    return f"{volume:,.15g} request{'' if volume == 1 else 's'} a month"


# The shortlist


def _shortlist(found: Decision) -> Section:
    rows = _labelled(found.shortlist)
    spent = _spent(found.need)
    is_timed = any(pd.notna(row[SPEED]) for row in rows)
    timed = (("Tokens/s", 1.1, True),) if is_timed else ()
    table = _table(
        *(("Model", 2.2), ("Wins as", 1.7), ("Ability", 0.9, True), ("90 % interval", 1.4, True)),
        *(
            ("Measured", 1.15, True),
            ("Near the best", 1.0, True),
            (_spent_title(spent), 1.0, True),
            ("Provider", 1.5),
            *timed,
            ("Value", 0.8, True),
        ),
        rows=[
            (
                row["label"],
                _text(row["roles"], ""),
                figure(row["ability"]),
                f"{figure(row['ability_low'])} to {figure(row['ability_high'])}",
                f"{row['coverage'] * 100:.0f} %",
                "not sold" if pd.isna(row["chance_near"]) else percent(row["chance_near"]),
                UNKNOWN if pd.isna(row[spent]) else usd(row[spent]),
                _seller(row),
                *([UNKNOWN if pd.isna(row[SPEED]) else f"{row[SPEED]:,.0f}"] if is_timed else []),
                f"{row['value']:.2f}",
            )
            for row in rows
        ],
    )
    ranges = pd.DataFrame(rows).assign(
        value=found.shortlist["ability"], low=found.shortlist["ability_low"], high=found.shortlist["ability_high"]
    )
    ranges["series"] = [palette.mark_of(weights).title for weights in ranges["weights"]]
    marks = {mark.title: (mark.colour, mark.symbol) for mark in palette.WEIGHTS.values()}
    bar = found.need.good_enough
    rule = (bar, f"good enough: {bar:g}") if bar else None
    chart = Chart(
        title="Ability of the shortlist over the domains of the need",
        figure=ranges_figure(ranges, _used(marks, ranges["series"]), ABILITY_TITLE, rule),
        alt=ranges_alt(ranges, "Ability with its 90 % interval"),
        note="Where intervals overlap widely, the evidence does not tell the models apart.",
        claim=_ablest(ranges),
    )
    against = Points(items=tuple((f"{row['label']}:", one_line(row["against"])) for row in rows))
    lead = Paragraph(text="The winners and the highest values, highest first; each against our pick:")
    return Section(title="The shortlist", blocks=(table, *_table_notes(rows), chart, lead, against))


def _ablest(rows: pd.DataFrame) -> str:
    """Return who of the shortlist is the ablest, and how sure that is."""
    known = rows.dropna(subset=["value", "low", "high"])
    if known.empty:
        return ""
    best = known.loc[known["value"].idxmax()]
    near = int((known["high"] >= best["low"]).sum()) - 1
    told = f"{best['label']} is the ablest of the shortlist: {figure(best['value'])}"
    return f"{told}; the intervals of {counted(near, 'other')} reach into its own" if near else told


def _table_notes(rows: Iterable[Mapping[Any, Any]]) -> Iterable[Block]:
    told = (
        "Measured: how much of the domains was measured; the rest is inferred. Near the best: the chance to be within "
        "3 points of the best that passes. Value: quality, price and speed as they count, from 0 to 1; the middle of "
        "its range where one of them is not known."
    )
    timed = [row for row in rows if pd.notna(row[SPEED])]
    yield Paragraph(text=told if timed else f"{told} No model here has a known speed.", is_quiet=True)
    speeds = [
        f"{row['label']} {row[SPEED]:,.0f} at {one_line(seller_title(row['speed_provider']))}, {speed_words(row)} "
        f"({one_line(row['speed_source'])}, {day(row['speed_as_of'])})"
        for row in timed
    ]
    if speeds:
        yield Paragraph(text=f"Tokens per second: {'; '.join(speeds)}. The others' speed is not known.", is_quiet=True)


def _tradeoffs(found: Decision) -> Section:
    levels = (_spent(found.need), SPEED)
    return Section(title="What quality costs", blocks=tuple(_tradeoff(found, level) for level in levels))


def _tradeoff(found: Decision, level: str) -> Block:
    points = points_of(found, level)
    known = int(points[level].gt(0).sum())
    what = "speed" if level == SPEED else "price"
    told = f"{known:,} of {counted(len(found.passing), 'model')} that pass have a known {what}"
    if known < LEAST_POINTS:
        return Paragraph(text=f"{told}: too few for a chart of quality against {what}.")
    return Chart(
        title=f"Quality against {'speed' if level == SPEED else 'cost'}, the winners named",
        figure=choose_figure(points[points[level].gt(0)], level),
        alt=choose_alt(points, level),
        note=f"{told}. Lines at the winners are 90 % intervals.",
    )


# The cost


def _cost(brief: Briefing) -> Section:
    found, spent = brief.decision, _spent(brief.decision.need)
    if brief.bills.empty:
        none = Paragraph(text="No model of the shortlist has a known price for this workload.")
        return Section(title="Cost of the workload", blocks=(none,))
    labels = {row["candidate"]: row["label"] for row in _labelled(found.shortlist)}
    bills = brief.bills.assign(label=brief.bills["candidate"].map(labels))
    parts = [part for part in PARTS if bills[part].gt(0).any()]
    without = [labels[each] for each in found.shortlist["candidate"] if each not in set(bills["candidate"])]
    table = _table(
        *(("Model", 2.2), ("Provider", 1.5), *((PART_TITLES[part], 1.0, True) for part in parts)),
        *((_spent_title(spent), 1.1, True), ("Price from", 2.2)),
        rows=[
            (
                row["label"],
                _seller(row),
                *(usd(row[part]) for part in parts),
                usd(row[spent]),
                f"{one_line(row['price_source'])}, {day(row['price_as_of'])}",
            )
            for row in bills.to_dict("records")
        ],
    )
    chart = Chart(
        title="What the workload costs at the cheapest provider of each model",
        figure=parts_figure(bills, spent),
        alt=parts_alt(bills, spent),
        claim=_cheapest(bills, spent),
    )
    told = [f"{name} has no known price for this workload." for name in without]
    told += [f"Assumed: {one_line(what)}. For {', '.join(names)}." for what, names in _assumptions(bills).items()]
    told += [
        f"Conditions of the price of {row['label']}: {one_line(row['price_terms'])}."
        for row in bills.to_dict("records")
        if isinstance(row["price_terms"], str)
    ]
    notes = [Points(items=tuple(("", each) for each in told))] if told else []
    title = f"Cost of the workload: {counted_volume(found.need)}"
    return Section(title=title, blocks=(table, chart, *notes, *_spread(bills, spent)))


def _cheapest(bills: pd.DataFrame, spent: str) -> str:
    """Return who of the shortlist costs least, and how much less than the dearest."""
    ordered = bills.sort_values(spent, kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    each = _spent_title(spent).lower()
    seller = one_line(seller_title(least["provider"]))
    told = f"{least['label']} costs least: {usd(least[spent])} {each} at {seller}"
    return f"{told}; {most['label']} costs {usd(most[spent])}" if len(ordered) > 1 else told


def _seller(row: Mapping[Any, Any]) -> str:
    """Return who sells, and what that seller is: its kind and the country of its seat."""
    return (
        f"{_text(seller_title(row['provider']))} ({one_line(row['seller_told'])})"
        if pd.notna(row["provider"])
        else UNKNOWN
    )


def _assumptions(bills: pd.DataFrame) -> dict[str, list[str]]:
    """Return what was assumed in the bills, each with the models for which it was."""
    found: dict[str, list[str]] = {}
    for label, assumed in zip(bills["label"], bills["assumed"], strict=True):
        for what in assumed.split("; ") if isinstance(assumed, str) else ():
            found.setdefault(what, []).append(label)
    return found


def _spread(bills: pd.DataFrame, spent: str) -> Iterable[Block]:
    """Yield how far the sellers of a model are apart."""
    if spent != COST:
        return
    rows = bills.rename(columns=_SPREAD).assign(series="Middle of its sellers")
    told = [
        (
            row["label"],
            f"{row['providers']:,}",
            usd(row["low"]),
            usd(row["value"]),
            usd(row["high"]),
            f"{row['dearest_over_cheapest']:,.1f}",
        )
        for row in rows.to_dict("records")
    ]
    yield Chart(
        title="The same model at its cheapest, its middle and its dearest provider",
        figure=ranges_figure(
            rows, {"Middle of its sellers": palette.MODELS[0]}, "Cost a month (USD), logarithmic", is_log=True
        ),
        alt=ranges_alt(rows, "Cost a month at the middle seller, from the cheapest to the dearest, in USD"),
        note="Each provider with its cheapest list offer for this workload.",
    )
    yield _table(
        *(("Model", 2.2), ("Providers", 0.9, True), ("Cheapest", 1.0, True), ("Middle", 1.0, True)),
        *(("Dearest", 1.0, True), ("Dearest / cheapest", 1.2, True)),
        rows=told,
    )


# Why not, and how sure


def _domains(brief: Briefing) -> Iterable[Section]:
    need = brief.decision.need
    if len(need.domains) == 1:
        return
    rows = brief.abilities.merge(
        pd.DataFrame(_labelled(brief.decision.shortlist))[["candidate", "label"]], on="candidate"
    )
    rows = rows.assign(series=rows["title"])
    titles = list(dict.fromkeys(rows["title"]))
    marks = {title: palette.MODELS[place % len(palette.MODELS)] for place, title in enumerate(titles)}
    cells = {(row["candidate"], row["title"]): row for row in rows.to_dict("records")}
    table = _table(
        ("Model", 2.2),
        *((title, 1.6, True) for title in titles),
        rows=[
            (label, *(_ability_cell(cells[candidate, title]) for title in titles))
            for candidate, label in rows.drop_duplicates("candidate")[["candidate", "label"]].itertuples(index=False)
        ],
    )
    chart = Chart(
        title="Ability in each domain of the need",
        figure=ranges_figure(rows, marks, ABILITY_TITLE),
        alt=ranges_alt(rows, "Ability by domain, with its 90 % interval"),
        claim=_highest_by_domain(rows),
    )
    quiet = Paragraph(
        text="Inferred: nobody measured the model in this domain; the figure comes from others.", is_quiet=True
    )
    yield Section(title="By domain", blocks=(chart, table, quiet))


# What a heading of two lines holds.
MOST_CLAIMED = 3


def _highest_by_domain(rows: pd.DataFrame) -> str:
    """Return who has the highest estimate in each domain, as far as any is known."""
    known = rows.dropna(subset=["value"])
    best = known.loc[known.groupby("title", sort=False)["value"].idxmax()]
    told = [f"{row['label']} in {row['title']} ({figure(row['value'])})" for row in best.to_dict("records")]
    more = f"; {counted(len(told) - MOST_CLAIMED, 'domain')} more below" if len(told) > MOST_CLAIMED else ""
    return f"Highest estimate: {', '.join(told[:MOST_CLAIMED])}{more}" if told else ""


def _ability_cell(row: Mapping[Any, Any]) -> str:
    told = f"{figure(row['value'])} ({figure(row['low'])} to {figure(row['high'])})"
    return f"{told}, inferred" if row["coverage"] == 0 else told


def _why_not(found: Decision) -> Section:
    out = found.excluded
    counts = out.groupby("gate").agg(models=("gate", "size"), unknown=("is_unknown", "sum"))
    gates = _table(
        *(("What was asked", 4.0), ("Removed", 1.0, True), ("of which not known", 1.3, True)),
        rows=[
            (one_line(words), f"{counts.loc[name, 'models']:,}", f"{counts.loc[name, 'unknown']:,}")
            for name, words in found.gates.items()
            if name in counts.index
        ],
    )
    best = _best_excluded(found)
    excluded = _table(
        *(("Model", 2.4), ("Developer", 1.4), ("Ability", 0.8, True), ("Why not", 2.8)),
        rows=[
            (
                shortened(one_line(row["name"]), LONGEST_NAME),
                _text(None if pd.isna(row["developer"]) else maker_title(row["developer"])),
                figure(row["ability"]),
                one_line(row["reason"]),
            )
            for row in best.to_dict("records")
        ],
    )
    blocks: list[Block] = [
        Paragraph(
            text=f"{len(found.passing):,} of {counted(found.total, 'model')} pass; {len(out):,} do not. "
            "Each counts at the first filter that removed it."
        ),
        gates,
    ]
    if found.near_misses:
        blocks.append(Paragraph(text="Near misses, what taking back one filter would bring:"))
        blocks.append(Points(items=tuple(("", one_line(miss.sentence)) for miss in found.near_misses)))
    if len(best):
        blocks += [Paragraph(text=f"The {len(best)} best of those that do not pass:"), excluded]
    blocks.append(Paragraph(text="All of them: python -m catalog choose --need need.yml --json", is_quiet=True))
    return Section(title="Why not the others", blocks=tuple(blocks))


def _best_excluded(found: Decision) -> pd.DataFrame:
    known = found.excluded[found.excluded["ability"].notna()]
    return known.sort_values("ability", ascending=False, kind="stable").head(MOST_EXCLUDED)


def _sureness(found: Decision) -> Section:
    sure = found.sensitivity
    blocks: list[Block] = [Paragraph(text=one_line(sure.sentence))]
    if sure.reaches:
        weights = dict(zip(CRITERIA, found.need.weights(), strict=True))
        blocks.append(
            Chart(
                title="Who has the highest value as one weight goes from 0 to 1",
                figure=reach_figure(sure.reaches, weights),
                alt=reach_alt(sure.reaches),
                note="The dark line is the weight of this need.",
            )
        )
        blocks.append(
            _table(
                *(("Model", 3.0), ("Wins of all weightings", 1.2, True), ("of those near yours", 1.2, True)),
                rows=[(one_line(each.name), _percent(each.share), _percent(each.share_near)) for each in sure.shares],
            )
        )
    blocks.append(
        Paragraph(
            text="Weightings say how far the choice depends on what counts; intervals, how noisy the abilities are.",
            is_quiet=True,
        )
    )
    return Section(title="How sure is this choice?", blocks=tuple(blocks))


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _openness(brief: Briefing) -> Section:
    facts = {row["model_id"]: row for row in _labelled(brief.decision.shortlist)}
    rows = [
        (
            facts[row["model_id"]]["label"],
            row["kind"],
            _text(facts[row["model_id"]]["licence_class"]),
            *(str(row.get(criterion, "unknown")) for criterion in OPENNESS),
        )
        for row in brief.openness.to_dict("records")
    ]
    table = _table(
        *(("Model", 2.2), ("Kind", 1.5), ("Licence class", 1.3)),
        *((title, 1.25) for title in _OPENNESS_TITLES),
        rows=rows,
    )
    return Section(title="How open they are", blocks=(table, Paragraph(text=DIFFERENCE, is_quiet=True)))


# How it was made


def _method() -> Section:
    return Section(title="Method", blocks=(Points(items=tuple((f"{name}:", told) for name, told in _METHODS.items())),))


def _sources(imprint: Imprint) -> Section:
    rows = [
        (
            words,
            one_line(credit.licence) + ("" if credit.may_be_passed_on else "; not to be passed on"),
            day(credit.as_of),
            address,
        )
        for credit in imprint.credits
        for words, address in [_named(credit)]
    ]
    table = _table(("Source", 2.8), ("Licence", 1.6), ("Figures of", 0.9), ("Address", 2.2), rows=rows)
    return Section(title="Sources", blocks=(table,))


def _named(credit: Credit) -> tuple[str, str]:
    """Return a source as it asks to be named, and the address that this line ends in, or else its own."""
    words, _, address = one_line(credit.attribution or credit.title).rpartition(" ")
    if words and is_address(address):
        return words.rstrip(",:; "), address
    return one_line(credit.attribution or credit.title), one_line(credit.url)


def _again(need: Need, link: str) -> Section:
    blocks: list[Block] = []
    if link:
        blocks.append(Link(words="Open this need in the dashboard", address=link))
    blocks.append(
        Paragraph(
            text="Or keep the need as need.yml and run: python -m catalog report --need need.yml --out report.pdf"
        )
    )
    blocks.append(Code(text=to_yaml(need)))
    return Section(title="The same again", blocks=tuple(blocks))


# Helpers


def _labelled(shortlist: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of the shortlist, each with the name of the model and its effort on one line."""
    rows = shortlist.to_dict("records")
    return [row | {"label": shortened(one_line(point_label(row["name"], row["effort"])), LONGEST_NAME)} for row in rows]


def _spent(need: Need) -> str:
    return COST if need.workload.requests_per_month > 0 else REQUEST


def _spent_title(spent: str) -> str:
    return "A month" if spent == COST else "A request"


def _text(value: Any, unknown: str = UNKNOWN) -> str:  # noqa: ANN401 - a cell of a frame
    return shortened(one_line(value), LONGEST_TEXT) if isinstance(value, str) else unknown


def _used(marks: Mapping[str, Any], series: "pd.Series[str]") -> dict[str, Any]:
    return {name: mark for name, mark in marks.items() if name in set(series)}


def _table(*columns: tuple[Any, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    made = [Column(title=title, share=share, is_number=bool(more)) for title, share, *more in columns]
    return Table(columns=tuple(made), rows=tuple(rows))
