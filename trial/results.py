"""What a run says: a row a model, with intervals and groups of models that it cannot tell apart."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from catalog.ties import tie_groups
from trial.runs import Grade, Run

LEVEL = 0.9
PAIRWISE = {"judge", "vote"}
_STEPS = 500


def summary(run: Run, by: str | None = None) -> pd.DataFrame:
    """Return a row a model, best first: what `show` prints.

    model_id, prompts, answers, errors, kept, by, graded (prompts), passed (of the answers graded), share with low and
    high (90 %, over prompts), group (1 is the best; of equal group cannot be told apart), input_tokens, output_tokens,
    thinking_tokens, usd (None: not known), first_token_seconds (median), output_tokens_per_second (median).

    Args:
        run: its answers and grades.
        by: of which kind of grade; None for that of the newest.
    """
    by = by or (run.grades[-1].by if run.grades else None)
    rows = [
        {"model_id": model_id, **_measured(run, model_id), **_share(run, model_id, by)} for model_id in run.head.models
    ]
    found = pd.DataFrame(rows)
    if by in PAIRWISE:
        strength = bradley_terry(newest(run.grades, by), list(run.head.models))
        for name in ("value", "low", "high"):
            found[{"value": "share"}.get(name, name)] = found["model_id"].map(strength[name])
    intervals = found[["share", "low", "high"]].astype(float).rename(columns={"share": "value"})
    found.insert(1, "group", tie_groups(intervals))
    return found.sort_values("share", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def newest(grades: Sequence[Grade], by: str | None) -> list[Grade]:
    """Return the grades of a kind, of each answer or pair the last by each maker."""
    last = {(g.maker, g.prompt_id, g.repetition, g.model_id, g.other_id): g for g in grades if g.by == by}
    return list(last.values())


def _measured(run: Run, model_id: str) -> dict[str, object]:
    mine = [answer for answer in run.answers if answer.model_id == model_id]
    good = [answer for answer in mine if answer.error is None]
    known = [answer.usd for answer in mine if answer.usd is not None and not answer.is_kept]
    billed = [answer for answer in mine if not answer.is_kept and answer.asked_at is not None]
    speeds = [
        (a.output_tokens - 1) / (a.seconds - a.first_token_seconds)
        for a in good
        if a.output_tokens and a.output_tokens > 1 and a.seconds and a.first_token_seconds is not None
        if a.seconds > a.first_token_seconds
    ]
    return {
        "prompts": len({answer.prompt_id for answer in mine}),
        "answers": len(good),
        "errors": len(mine) - len(good),
        "kept": sum(answer.is_kept for answer in mine),
        "input_tokens": _sum([a.input_tokens for a in good]),
        "output_tokens": _sum([a.output_tokens for a in good]),
        "thinking_tokens": _sum([a.thinking_tokens for a in good]),
        "usd": float(sum(known)) if len(known) == len(billed) else None,
        "first_token_seconds": _median([a.first_token_seconds for a in good]),
        "output_tokens_per_second": _median(speeds),
    }


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def _share(run: Run, model_id: str, by: str | None) -> dict[str, object]:
    mine = [g for g in newest(run.grades, by) if g.model_id == model_id and g.passed is not None]
    shares = _by_prompt(mine)
    value = float(np.mean(list(shares.values()))) if shares else None
    low, high = wilson(value, len(shares)) if value is not None else (None, None)
    passed = sum(bool(g.passed) for g in mine) if mine else None
    return {"by": by, "graded": len(shares), "passed": passed, "share": value, "low": low, "high": high}


def _by_prompt(grades: Sequence[Grade]) -> dict[str, float]:
    found = defaultdict(list)
    for each in grades:
        found[each.prompt_id].append(bool(each.passed))
    return {prompt_id: float(np.mean(passed)) for prompt_id, passed in found.items()}


def wilson(share: float, number: int) -> tuple[float, float]:
    """Return the 90 % score interval of a share of so many prompts (Wilson, JASA 22, 1927).

    Answers to the same prompt are not independent, so repetitions do not narrow it.
    """
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * math.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One model against another over the prompts that both were graded on; the interval is of 90 %, None under two."""

    first_id: str
    second_id: str
    prompts: int
    better: int
    worse: int
    value: float
    low: float | None
    high: float | None


def differences(run: Run, by: str) -> list[Difference]:
    """Return each pair of models, compared prompt by prompt.

    The interval is Student's for the mean of the paired differences; where all are alike, nothing can be said and it
    is None.
    """
    grades = [g for g in newest(run.grades, by) if g.passed is not None]
    shares = {m: _by_prompt([g for g in grades if g.model_id == m]) for m in run.head.models}
    found = []
    names = list(run.head.models)
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            both = sorted(shares[first].keys() & shares[second].keys())
            if both:
                apart = np.array([shares[first][p] - shares[second][p] for p in both])
                found.append(_difference(first, second, apart))
    return found


def _difference(first: str, second: str, apart: np.ndarray) -> Difference:
    value, number, low, high = float(apart.mean()), apart.size, None, None
    if number > 1 and apart.std() > 0:
        half = float(stats.t.ppf((1 + LEVEL) / 2, number - 1)) * float(apart.std(ddof=1)) / math.sqrt(number)
        low, high = value - half, value + half
    return Difference(first, second, number, int((apart > 0).sum()), int((apart < 0).sum()), value, low, high)


def bradley_terry(grades: Sequence[Grade], model_ids: Sequence[str]) -> pd.DataFrame:
    """Return the chance of each model to beat an average one of the run, with 90 % bootstrap intervals over prompts.

    Bradley and Terry's model (Biometrika 39, 1952) by Hunter's MM steps (Annals of Statistics 32, 2004). A tie is half
    a win of each. Half a win each way between all pairs keeps the strengths finite.

    Args:
        grades: of pairs.
        model_ids: the models; those never compared are unknown.

    Returns:
        value, low and high by model_id.
    """
    at = {model_id: place for place, model_id in enumerate(model_ids)}
    by_prompt: dict[str, np.ndarray] = {}
    for each in grades:
        if each.other_id in at and each.model_id in at and each.note != "not obeyed":
            wins = by_prompt.setdefault(each.prompt_id, np.zeros((len(at), len(at))))
            first, second = at[each.model_id], at[each.other_id]
            share = 0.5 if each.winner_id is None else float(each.winner_id == each.model_id)
            wins[first, second] += share
            wins[second, first] += 1 - share
    if not by_prompt:
        return pd.DataFrame({"value": None, "low": None, "high": None}, index=list(model_ids))
    stack = np.stack(list(by_prompt.values()))
    seen = stack.sum(axis=(0, 1)) + stack.sum(axis=(0, 2)) > 0
    draws = np.random.default_rng(0).integers(0, len(stack), (_STEPS // 5, len(stack)))
    tries = np.array([_strengths(stack[draw].sum(axis=0)) for draw in draws])
    value = _strengths(stack.sum(axis=0))
    low, high = np.quantile(tries, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    found = pd.DataFrame(
        {"value": value, "low": np.minimum(low, value), "high": np.maximum(high, value)}, index=list(model_ids)
    )
    return found.where(pd.Series(seen, index=list(model_ids)), axis=0)


def _strengths(wins: np.ndarray) -> np.ndarray:
    wins = wins + 0.5 * (1 - np.eye(len(wins)))
    games, strength = wins + wins.T, np.ones(len(wins))
    for _ in range(_STEPS):
        after = wins.sum(axis=1) / (games / (strength[:, None] + strength[None, :])).sum(axis=1)
        after /= np.exp(np.log(after).mean())
        if np.abs(np.log(after / strength)).max() < 1e-8:  # noqa: PLR2004 - far below what is shown
            break
        strength = after
    return np.asarray(strength / (1 + strength))
