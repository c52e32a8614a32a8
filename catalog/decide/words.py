"""The sentences of a decision, each built from its figures. They quote names of models: show them as text."""

from collections.abc import Mapping, Sequence

import pandas as pd

from catalog.curated.providers import seller_title
from catalog.decide.need import CRITERIA, Caution, Need
from catalog.decide.value import Reach, Share
from catalog.pricing.speeds import speed_words

MOST_NAMED = 4
# So many models a team can try on its own prompts within a day.
MOST_TESTED = 3
_PAIR = ("one", "other")
_MANY_TIMES = 10.0
_WHOLE_USD = 100
_ONE_PERCENT = 0.01
_SAME = (0.95, 1.05)
# Below a point of ability nothing is told: no team would notice it.
_A_POINT = 1.0
_EDGE = 0.005  # a threshold that would be told as 0.00 or 1.00 is none


def usd(amount: float) -> str:
    """Return an amount in USD: whole dollars from 100 on, cents from 1 on, three figures below."""
    if amount >= _WHOLE_USD:
        return f"${amount:,.0f}"
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.3g}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are: "A, B and C", "A, B, C, D and 3 more"."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def percent(share: float) -> str:
    """Return a share as a percentage; what is under 1 % is said to be that."""
    return "under 1 %" if 0 < share < _ONE_PERCENT else f"{share * 100:.0f} %"


def _ability(row: pd.Series) -> str:
    return f"ability {row['ability']:.1f} ({row['ability_low']:.1f} to {row['ability_high']:.1f})"


def _cost(row: pd.Series) -> str:
    if pd.isna(row["usd_per_request"]):
        return "no known price for this workload"
    return f"{spent_words(row)} at {seller_title(row['provider'])}"


def spent_words(row: pd.Series) -> str:
    """Return what a row's offer costs: "$387 a month", or by the request where no month is asked; else unknown."""
    if pd.isna(row["usd_per_request"]):
        return "price not known"
    if row["usd_per_month"] == 0:
        return f"{usd(row['usd_per_request'])} a request"
    return f"{usd(row['usd_per_month'])} a month"


def best_reason(row: pd.Series, passing: pd.DataFrame, able: pd.DataFrame, need: Need, kind: str = "") -> str:
    """Return why a model is the best of those that pass, or of its kind, and how well that is known.

    Args:
        row: the model.
        passing: the models that pass.
        able: those of its kind that can win, the best first; it is the first.
        need: the need.
        kind: "open " of open weights.
    """
    is_ahead = (passing["ability_counted"] > row["ability_counted"]) & (passing["model_id"] != row["model_id"])
    ahead = passing.loc[is_ahead, "model_id"].nunique()
    place = f"the highest of {counted(passing['model_id'].nunique(), 'model')} that pass"
    if ahead:
        place = f"the highest of the {kind}models; {counted(ahead, 'model')} above it"
    quantile = (
        f", {row['ability_counted']:.1f} or more with a chance of three in four" if need.caution == "cautious" else ""
    )
    told = f"{_capital(_ability(row))}{quantile}, {place}; {_cost(row)}."
    beside = _beside(row, able, kind)
    known = evidence_words(row)
    if known and not row["is_well_tested"]:
        known = f"Best on what is known, but little tested: {known[:1].lower()}{known[1:]}"
    return " ".join(filter(None, [told, known, beside]))


def _beside(row: pd.Series, able: pd.DataFrame, kind: str) -> str:
    """Return who stands beside the best: the best well-tested one where it is little tested, else who may be better."""
    if pd.isna(row["boards"]):
        return ""
    if not row["is_well_tested"]:
        tested = able[able["is_well_tested"]]
        if tested.empty:
            return f"None of the {kind}models that pass is well tested."
        first = tested.iloc[0]
        if first["model_id"] == row["model_id"]:
            return f"Well tested is {_told_of(first)}, {_cost(first)}."
        return f"The best well-tested {kind}model is {_told_of(first)}, {_cost(first)}."
    is_other = able["model_id"] != row["model_id"]
    hopeful = able[is_other & (able["ability"] > row["ability"]) & ~able["is_well_tested"]]
    if hopeful.empty:
        return ""
    first = hopeful.sort_values("ability", ascending=False, kind="stable").iloc[0]
    more = hopeful["model_id"].nunique() - 1
    others = f" (and {counted(more, 'other')})" if more else ""
    return f"{first['name']}{others} may be better, but is little tested: {_ability(first)}, {_boards(first)}."


def _told_of(row: pd.Series) -> str:
    return f"{row['name']}: {_ability(row)}"


def evidence_words(row: pd.Series) -> str:
    """Return how wide and how old the evidence of a model is, as a sentence; nothing where nothing is known of it."""
    if pd.isna(row["boards"]):
        return ""
    if not row["boards"]:
        return "No board has measured it in these domains: its figures are claims."
    share = f"{percent(row['coverage'])} of these domains' tests"
    return f"Measured {_boards(row)}, {share}."


def _boards(row: pd.Series) -> str:
    if not row["boards"]:
        return "on no board"
    newest = row["newest_result"]
    return f"on {counted(int(row['boards']), 'board')}" + ("" if pd.isna(newest) else f" to {newest:%B %Y}")


def cheapest_reason(row: pd.Series, sure: int, sold: pd.DataFrame, best: pd.DataFrame, need: Need) -> str:
    """Return why a model is the cheapest that is good enough: surely so, where any is.

    Args:
        row: the model.
        sure: how many sold models have an interval that lies above what is good enough.
        sold: the models with a known price, the cheapest first.
        best: the models that can win, the best first.
        need: the need.
    """
    bar = f"{need.good_enough:g}"
    estimated = counted(sold["model_id"].nunique(), "model")
    among = (
        f"the lowest of {counted(sure, 'model')} whose whole interval is above the {bar} that will do"
        if sure
        else f"the lowest of {estimated} estimated above the {bar} that will do; none is so for sure"
    )
    is_cheaper = (sold["usd_per_request"] < row["usd_per_request"]) & (sold["model_id"] != row["model_id"])
    cheaper = sold[is_cheaper].drop_duplicates("model_id")
    told = f"{_capital(_cost(row))}, {among}; {_ability(row)}, {_below(row, best.iloc[0])}."
    if cheaper.empty:
        return told
    names = listed(cheaper["name"].tolist())
    return f"{told} {counted(len(cheaper), 'cheaper model')} may be good enough too, but that is not sure: {names}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _below(row: pd.Series, best: pd.Series) -> str:
    gap = best["ability"] - row["ability"]
    if row["model_id"] == best["model_id"] or gap == 0:
        return "the best too" if row["model_id"] == best["model_id"] else "as good as the best"
    return f"{gap:.1f} points below the best" if gap > 0 else f"{-gap:.1f} points above the best, but less surely so"


def fastest_reason(row: pd.Series, timed: int, models: int) -> str:
    """Return why a model is the fastest, at which of its offers, and of how many models a speed is known.

    What its figure is of and its day are told: those of the others may be of something else and of another day.
    """
    speed = f"{row['output_tokens_per_second']:,.0f} tokens per second at {seller_title(row['provider'])}"
    of_day = pd.to_datetime(row["speed_as_of"])
    told = speed_words(row) + (f" ({of_day.day} {of_day:%b %Y})" if pd.notna(of_day) else "")
    known = "the only one" if timed == 1 else f"the highest of the {timed:,}"
    known += " with a known speed"
    known += f"; of {counted(models - timed, 'model')} none is known" if models > timed else ""
    return f"{speed}, {told}, {known}; ability {row['ability']:.1f}, {_cost(row)}."


def pick_reason(row: pd.Series, able: pd.DataFrame, need: Need, passed_over: str = "") -> str:
    """Return what a model's value is made of, and what comes next.

    Args:
        row: the model.
        able: those that can win, the picked one first.
        need: the need.
        passed_over: why it is picked before one of a higher value; empty where it has the highest.
    """
    parts = [
        f"{name} {row[f'{name}_part']:.2f}" if pd.notna(row[f"{name}_part"]) else f"{name} not known"
        for name, weight in zip(CRITERIA, need.weights(), strict=True)
        if weight
    ]
    weights = ", ".join(f"{name} {percent(weight)}" for name, weight in zip(CRITERIA, need.weights(), strict=True))
    told = f"Value {row['value']:.2f} of 1 at your weights ({weights}): {', '.join(parts)}; {_cost(row)}."
    if passed_over:
        return f"{told} {passed_over}"
    if len(able) == 1:
        return f"{told} No other model passes at a known price."
    second = able.iloc[1]
    return f"{told} Next: {second['name']} with {second['value']:.2f}."


def tie_words(tied: pd.DataFrame, leader: str, pick: str | None = None) -> str:
    """Return which models have a fair chance to be as good as the best, and what to do about it.

    The first few are named, the likeliest first, and always the one that is named as the best.

    Args:
        tied: the models, the cheapest first: those with a fair chance, and the one that is named as the best.
        leader: the id of that one. It may be the surest, and less likely to be near the best than others are.
        pick: the id of the model that is recommended. Where it is one of these, it is the one to take.
    """
    likeliest = tied.sort_values("chance_near", ascending=False, kind="stable", na_position="last")
    is_named = likeliest["model_id"].isin([leader, pick])
    most = max(0, MOST_TESTED - int(is_named.sum()))
    shown = likeliest[is_named | (~is_named).cumsum().le(most)]
    left = len(tied) - len(shown)
    others = f" (and {counted(left, 'other')})" if left else ""
    told = f"The evidence does not tell {listed(shown['name'].tolist())}{others} apart on quality"
    test = f"test {'both' if len(shown) == len(_PAIR) else f'these {len(shown)}'} on your own prompts"
    if pick in set(tied["model_id"]):
        ours = tied.loc[tied["model_id"] == pick, "name"].iloc[0]
        return f"{told}: {test}, or take {ours}, our pick."
    first = tied.iloc[0]
    if pd.isna(first["usd_per_request"]):
        return f"If quality decides: {_small(told)}, and none of them has a known price for this workload; {test}."
    return f"If quality decides: {_small(told)}; {test}, or take the cheapest: {first['name']}, {_cost(first)}."


def unsold_words(passing: pd.DataFrame, able: pd.DataFrame) -> str:
    """Return which models are better than the best that can win, but have no price that anybody states."""
    left = passing[~passing["model_id"].isin(able["model_id"])]
    better = left if able.empty else left[left["ability_counted"] > able["ability_counted"].max()]
    if better.empty:
        return ""
    names = [f"{name} ({ability:.1f})" for name, ability in zip(better["name"], better["ability"], strict=True)]
    return f"Of higher ability, but at no known price for this workload, so none of them can win: {listed(names)}."


def condition_words(row: pd.Series) -> str:
    """Return under which conditions the price of a model's offer holds, as a sentence; nothing without any."""
    terms = row["price_terms"]
    return f"Conditions of that price: {terms}." if isinstance(terms, str) else ""


def told_day(day: pd.Timestamp) -> str:
    """Return a day in words: 3 Feb 2027."""
    return f"{day.day} {day:%b %Y}"


def end_words(row: pd.Series, today: pd.Timestamp) -> str:
    """Return what ends within a year of today, as a sentence: the model at its maker, else its offer; else nothing."""
    told = ends_soon(row, today)
    if told.startswith("Retires"):
        return f"Its maker retires it{told.removeprefix('Retires')}."
    return f"{told}." if told else ""


def ends_soon(row: pd.Series, today: pd.Timestamp) -> str:
    """Return what ends within a year of today, in a few words: "Retires on 3 Feb 2027"; else nothing.

    The model at its maker, unless its weights are open, else its offer.
    """
    last = today + pd.DateOffset(years=1)
    retires, until = (pd.to_datetime(row[name]) for name in ("retirement_date", "sold_until"))
    if pd.notna(retires) and today < retires <= last and row["weights"] != "open":
        return f"Retires on {told_day(retires)}"
    if pd.notna(until) and today < until <= last:
        return f"{seller_title(row['provider'])} sells it until {told_day(until)}"
    return ""


def compared(row: pd.Series, picked: pd.DataFrame) -> str:
    """Return how a model differs from our pick: what speaks for it, and what against it."""
    if picked.empty:
        return "no pick to compare with"
    other = picked.iloc[0]
    if row["candidate"] == other["candidate"]:
        return "our pick"
    return "; ".join(
        filter(None, [_quality_against(row, other), _cost_against(row, other), _speed_against(row, other)])
    )


def _quality_against(row: pd.Series, other: pd.Series) -> str:
    gap = row["ability"] - other["ability"]
    told = f"{abs(gap):.1f} points {'better' if gap > 0 else 'worse'}"
    return f"{told}, within the noise" if _is_noise(row, other) else told


def _is_noise(row: pd.Series, other: pd.Series) -> bool:
    """Return whether two abilities differ by less than their intervals leave open."""
    upper, lower = (row, other) if row["ability"] > other["ability"] else (other, row)
    noise = ((upper["ability"] - upper["ability_low"]) ** 2 + (lower["ability_high"] - lower["ability"]) ** 2) ** 0.5
    return bool(upper["ability"] - lower["ability"] <= noise)


def _cost_against(row: pd.Series, other: pd.Series) -> str:
    if pd.isna(row["usd_per_request"]) or pd.isna(other["usd_per_request"]):
        return "its price is not known" if pd.isna(row["usd_per_request"]) else ""
    ratio = row["usd_per_request"] / other["usd_per_request"]
    return _ratio(ratio, "the price")


def _speed_against(row: pd.Series, other: pd.Series) -> str:
    if pd.isna(row["output_tokens_per_second"]):
        at = "" if pd.isna(row["provider"]) else f" at {seller_title(row['provider'])}"
        return f"its speed{at} is not known"
    if pd.isna(other["output_tokens_per_second"]):
        return ""
    return _ratio(row["output_tokens_per_second"] / other["output_tokens_per_second"], "the speed")


def _ratio(ratio: float, what: str) -> str:
    if ratio >= _MANY_TIMES:
        return f"{ratio:,.0f} times {what}"
    if _SAME[0] <= ratio < _SAME[1]:
        return f"the same {what.removeprefix('the ')}"
    return f"{ratio:.1f} times {what}" if ratio >= 1 else f"{ratio * 100:.2g} % of {what}"


def advantages(row: pd.Series, other: pd.Series, named: str) -> str:
    """Return what speaks for a model against another: "costs 5 % of what B costs and writes 2.4 times as fast".

    Empty where nothing known does.

    Args:
        row: the model.
        other: the other one.
        named: what to call that one.
    """
    gap = row["ability"] - other["ability"]
    found: list[tuple[str, str]] = []
    if (ratio := _price_ratio(row, other)) < _SAME[0]:
        found.append((f"costs {_share(ratio)}", f" of what {named} costs"))
    if gap >= _A_POINT:
        found.append((f"is {_perhaps(row, other)}{gap:.1f} points better", f" than {named}"))
    if (quick := _speed_ratio(row, other)) >= _SAME[1]:
        found.append((f"writes {_times(quick)} as fast", f" as {named}"))
    elif pd.notna(row["output_tokens_per_second"]) and pd.isna(other["output_tokens_per_second"]):
        found.append((f"writes {row['output_tokens_per_second']:,.0f} tokens a second", ""))
    if row["weights"] == "open" and other["weights"] == "closed":
        found.append(("has open weights", ""))
    return _joined([f"{text}{end if place == 0 else ''}" for place, (text, end) in enumerate(found)])


def drawbacks(row: pd.Series, other: pd.Series, named: str) -> str:
    """Return what speaks against a model beside another: "is 7.8 points below B and has closed weights"; else empty."""
    gap = other["ability"] - row["ability"]
    found = []
    if gap >= _A_POINT:
        found.append(f"is {_perhaps(row, other)}{gap:.1f} points below {named}")
    if (ratio := _price_ratio(row, other)) >= _SAME[1]:
        found.append(f"costs {_times(ratio)} as much")
    if (slow := _speed_ratio(row, other)) < _SAME[0]:
        found.append(f"writes at {_share(slow)} of the speed")
    elif pd.isna(row["output_tokens_per_second"]) and pd.notna(other["output_tokens_per_second"]):
        found.append("has no known speed")
    if row["weights"] == "closed" and other["weights"] == "open":
        found.append("has closed weights")
    return _joined(found)


def better_words(row: pd.Series, other: pd.Series, named: str) -> str:
    """Return how much better a model is than another, as the end of a sentence; nothing where it is not."""
    gap = row["ability"] - other["ability"]
    return f"{_perhaps(row, other)}{gap:.1f} points better than {named}" if gap >= _A_POINT else ""


def _joined(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def _perhaps(row: pd.Series, other: pd.Series) -> str:
    return "perhaps " if _is_noise(row, other) else ""


def _price_ratio(row: pd.Series, other: pd.Series) -> float:
    """Return what a model costs in prices of another; NaN where either is unknown, or the other costs nothing."""
    dear = other["usd_per_request"]
    return float(row["usd_per_request"] / dear) if pd.notna(dear) and dear > 0 else float("nan")


def _speed_ratio(row: pd.Series, other: pd.Series) -> float:
    base = other["output_tokens_per_second"]
    return float(row["output_tokens_per_second"] / base) if pd.notna(base) and base > 0 else float("nan")


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} times" if ratio >= _MANY_TIMES else f"{ratio:.2g} times"


def _share(ratio: float) -> str:
    return f"{ratio * 100:.0f} %" if ratio >= _ONE_PERCENT else f"{ratio * 100:.1g} %"


def otherwise_words(best: pd.Series | None, cheapest: pd.Series | None) -> str:
    """Return whom to take instead of our pick, and when: take B if quality decides, C ($46 a month) if the price does.

    Args:
        best: the best one; None where that is the pick.
        cheapest: the cheapest one that will do; None where that is the pick, or costs more.
    """
    instead = [f"{best['name']} if quality decides"] if best is not None else []
    if cheapest is not None:
        instead.append(f"{cheapest['name']} ({spent_words(cheapest)}) if the price {'does' if instead else 'decides'}")
    return f"Take {', '.join(instead)}." if instead else ""


def hosting_words(able: pd.DataFrame) -> str:
    """Return which models would pass if a team hosted them itself where it wants them; nothing where none would.

    Args:
        able: models of open weights that pass all that is asked of a model, but that no seller offers as asked: name,
            ability, ability_low and ability_high, the best first.
    """
    if able.empty:
        return ""
    first = able.iloc[0]
    best = f"{first['name']}, {_ability(first)}"
    if len(able) == 1:
        return f"An open model that you host yourselves would do, too: {best}."
    return f"Open models that you host yourselves would do, too: the best of {counted(len(able), 'model')} is {best}."


def near_words(found: Sequence[Share]) -> str:
    """Return how safe the highest value is where the weights are a little different, in one sentence."""
    near = sorted((each for each in found if each.share_near > 0), key=lambda each: -each.share_near)
    if len(found) == 1:
        return f"{found[0].name} comes first whatever counts."
    first, *others = near
    moved = "Shift your weights by up to 10 points each, and"
    if not others:
        return f"{moved} {first.name} stays first."
    rest = listed([f"{each.name} ({percent(each.share_near)})" for each in others])
    return f"{moved} {first.name} comes first in {percent(first.share_near)} of the cases; else {rest}."


def sensitivity_words(found: Sequence[Share], ranges: Sequence[Reach], need: Need) -> str:
    """Return in which share of all weightings the models win, and from which weights on another one does.

    Nothing where one wins whatever counts.
    """
    if len(found) == 1:
        return ""
    told = f"Over all weightings {_winning([(each.name, each.share) for each in found])}."
    return " ".join([told, *_thresholds(ranges, need)])


def caution_words(asked: Caution, named: Mapping[Caution, tuple[str | None, str | None]]) -> str:
    """Return whom the other caution would name.

    Args:
        asked: the caution of the need.
        named: the best and the pick of each.
    """
    other: Caution = "bold" if asked == "cautious" else "cautious"
    if named[asked] == named[other]:
        return "Cautious or bold, the best and our pick stay the same."
    both = zip(("the best quality", "our pick"), named[asked], named[other], strict=True)
    told = [f"{what} would be {there}" for what, here, there in both if here != there]
    return f"{_capital(other)}, {' and '.join(told)}."


def _winning(found: Sequence[tuple[str, float]]) -> str:
    (name, share), *others = found
    told = f"{name} wins in {percent(share)}"
    rest = listed([f"{other} in {percent(part)}" for other, part in others])
    return f"{told}, {rest}" if rest else told


def _thresholds(ranges: Sequence[Reach], need: Need) -> list[str]:
    """Return who takes over as each criterion counts more or less than it does."""
    told = []
    for criterion, weight in zip(CRITERIA, need.weights(), strict=True):
        own = [each for each in ranges if each.criterion == criterion]
        above = next((each for each in own if weight < each.from_weight < 1 - _EDGE), None)
        below = next((each for each in reversed(own) if _EDGE < each.to_weight < weight), None)
        now = f"{criterion} counts"
        told += [f"{above.name} wins once {now} above {above.from_weight:.2f}."] if above else []
        told += [f"{below.name} wins once {now} below {below.to_weight:.2f}."] if below else []
    return told
