"""The order of reasoning efforts: which of two thinks more."""

import math
import re
from collections.abc import Mapping

# Words of makers in their order; a budget of thinking tokens stands between them: 4k with low, 16k with medium.
LEVELS: Mapping[str, float] = {
    "none": 0.0,
    "minimal": 1.0,
    "low": 2.0,
    "medium": 3.0,
    "thinking": 3.5,
    "high": 4.0,
    "xhigh": 4.5,
    "max": 5.0,
}
_BUDGET = re.compile(r"thinking-(\d+)k(?:-(\w+))?")


def level_of(effort: str | None) -> float:
    """Return how much an effort thinks, from 0 (not at all) to 5; NaN where it is not stated or not known.

    A stated word counts before a stated budget: makers cut a budget's use by the word.
    """
    if not effort:
        return math.nan
    budget = _BUDGET.fullmatch(effort)
    if budget is None:
        return LEVELS.get(effort, math.nan)
    if budget[2] in LEVELS:
        return LEVELS[budget[2]]
    return min(1 + math.log2(max(int(budget[1]), 1)) / 2, LEVELS["max"])


def chain_of(effort: str | None) -> str:
    """Return within which order an effort stands: of words, of budgets, or "" for none.

    A budget of tokens and a word are not compared: what a word spends is the maker's. The bare word "thinking" is any.
    """
    if not effort or math.isnan(level_of(effort)) or effort == "thinking":
        return ""
    if effort in LEVELS:
        return "word"
    return "budget" if _BUDGET.fullmatch(effort) and effort.endswith("k") else ""
