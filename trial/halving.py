"""Sequential halving: few prompts for all candidates, twice as many for the better half, until one round is left.

Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits", ICML 2013. Answers are kept, so a model
that stays is never asked the same prompt twice.
"""

import math
from dataclasses import replace
from pathlib import Path

from trial.grading import grade
from trial.results import summary
from trial.runner import Going, Plan, begin, run
from trial.runs import RunWriter, read_run


def halve(plan: Plan, by: str, going: Going | None = None) -> Path:
    """Run and grade in rounds; return the file, in which a model that left has fewer prompts.

    Args:
        plan: all candidates and all prompts; the last round asks them all.
        by: the rule that decides who stays. Models that the rule cannot tell from the last that stays, stay too.
        going: what `begin` returned, if it is looked at.
    """
    going = going or begin(plan)
    left = list(plan.prices)
    rounds = max(math.ceil(math.log2(max(len(left), 2))), 1)
    for place in range(rounds):
        number = max(math.ceil(len(plan.prompts) / 2 ** (rounds - 1 - place)), 1)
        before = 0 if place == 0 else max(math.ceil(len(plan.prompts) / 2 ** (rounds - place)), 1)
        part = replace(plan, prices={m: plan.prices[m] for m in left}, prompts=plan.prompts[before:number])
        run(part, going)
        found = read_run(going.path)
        RunWriter(going.path).add(*grade(found, by))
        table = summary(read_run(going.path), by)
        table = table[table["model_id"].isin(left)]
        half = math.ceil(len(left) / 2)
        last = table["group"].iloc[half - 1]
        left = list(table.loc[(table["group"] <= last) & (table["group"] > 0), "model_id"]) or left
        if going.stop.is_set():
            break
    return going.path
