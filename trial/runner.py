"""A run: prompts times models times repetitions, side by side, within a budget; each answer is kept as it comes."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any

import requests

from trial import kept
from trial.budget import Budget, Price
from trial.client import Call, Reply, ask
from trial.endpoints import Endpoint
from trial.prompts import Prompt
from trial.runs import Answer, RunEnd, RunHead, RunWriter, new_run_id, now, run_path

MOST_TRIES = 4
MAX_TOKENS = 1024
OVER = "Not asked: the budget could have been passed."
STOPPED = "Not asked: the run was stopped."


@dataclass(slots=True)
class Plan:
    """What a run asks.

    Attributes:
        endpoint: whom.
        key: sent in the header alone; not shown.
        prices: of each model, by our ids: the models that are asked, in this order.
        prompts: what.
        budget: what it may spend.
        repeat: how often each.
        max_tokens: the longest answer.
        effort: reasoning effort of all; None to leave it to the models.
        is_fresh: ask again what is kept, for a measure of today.
    """

    endpoint: Endpoint
    prices: Mapping[str, Price]
    prompts: Sequence[Prompt]
    budget: Budget
    key: str | None = field(default=None, repr=False)
    repeat: int = 1
    max_tokens: int = MAX_TOKENS
    effort: str | None = None
    is_fresh: bool = False


class Pace:
    """Lets calls begin no faster than so many a minute, and holds all where an endpoint asks to wait."""

    def __init__(self, per_minute: float | None) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = Lock()

    def wait(self, stop: Event) -> None:
        """Wait for the next turn, or until the run is stopped."""
        with self._lock:
            begin = max(self._next, time.monotonic())
            self._next = begin + self._gap
        stop.wait(max(begin - time.monotonic(), 0.0))

    def hold(self, seconds: float) -> None:
        """Let nobody begin for so long."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


@dataclass(slots=True)
class Going:
    """A run under way, for whoever looks at it.

    Attributes:
        path: its file.
        total: how many answers it wants.
        answers: those that are there.
        texts: what is being written, by model, prompt and repetition.
        stop: set it to stop; what is there is kept.
    """

    path: Path
    total: int
    answers: list[Answer] = field(default_factory=list)
    texts: dict[tuple[str, str, int], str] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)
    end: RunEnd | None = None


def begin(plan: Plan) -> Going:
    """Return a run with its file begun and nothing asked.

    Raises:
        EndpointsError: the endpoint does not serve one of the models.
    """
    served = {model_id: plan.endpoint.served_as(model_id) for model_id in plan.prices}
    conditions: dict[str, Any] = {
        "max_tokens": plan.max_tokens,
        "repeat": plan.repeat,
        "parallel": plan.endpoint.concurrency,
    }
    conditions |= {"budget_usd": plan.budget.usd, "budget_requests": plan.budget.requests, "effort": plan.effort}
    endpoint = {"name": plan.endpoint.name, "address": plan.endpoint.address, "region": plan.endpoint.region}
    head = RunHead(new_run_id(), now(), endpoint, served, [asdict(each) for each in plan.prompts], conditions)
    path = run_path(head.run_id)
    RunWriter(path).add(head)
    return Going(path, len(served) * len(plan.prompts) * plan.repeat)


def run(plan: Plan, going: Going, report: Callable[[Answer], None] = lambda _: None) -> Going:
    """Ask everything that the budget allows; return when all is there.

    Args:
        plan: what is asked.
        going: what `begin` returned.
        report: told each answer as it is kept.
    """
    writer, pace = RunWriter(going.path), Pace(plan.endpoint.requests_per_minute)

    def one(place: tuple[Prompt, str, int]) -> None:
        answer = _answer(plan, going, pace, place)
        writer.add(answer)
        going.texts.pop((answer.model_id, answer.prompt_id, answer.repetition), None)
        going.answers.append(answer)
        report(answer)

    places = [(p, m, n) for n in range(plan.repeat) for p in plan.prompts for m in plan.prices]
    with ThreadPoolExecutor(plan.endpoint.concurrency) as pool:
        try:
            list(pool.map(one, places))
        except BaseException:
            going.stop.set()
            raise
    is_over = any(answer.error == OVER for answer in going.answers)
    reason = "stopped" if going.stop.is_set() else "budget" if is_over else "done"
    going.end = RunEnd(reason, plan.budget.spent_usd, plan.budget.sent)
    writer.add(going.end)
    return going


def _answer(plan: Plan, going: Going, pace: Pace, place: tuple[Prompt, str, int]) -> Answer:
    prompt, model_id, repetition = place
    served = plan.endpoint.served_as(model_id)
    call = Call(plan.endpoint.address, served, prompt, plan.max_tokens, plan.effort)
    key = kept.key_for(call, repetition)
    empty = Answer(model_id, served, prompt.id, repetition, None, plan.effort)
    found = None if plan.is_fresh else kept.take(key)
    if found is not None:
        return replace(found, model_id=model_id, prompt_id=prompt.id, repetition=repetition)
    with requests.Session() as session:
        for tries in range(MOST_TRIES):
            pace.wait(going.stop)
            if going.stop.is_set():
                return replace(empty, error=STOPPED)
            answer, reply = _asked(plan, going, session, (call, empty))
            if reply is None or reply.retry_seconds is None:
                break
            pace.hold(reply.retry_seconds * 2**tries if reply.retry_seconds <= 1 else reply.retry_seconds)
    kept.keep(key, answer)
    return answer


def _asked(
    plan: Plan, going: Going, session: requests.Session, what: tuple[Call, Answer]
) -> tuple[Answer, Reply | None]:
    call, empty = what
    price = plan.prices[empty.model_id]
    worst = price.worst_usd(call)
    if not plan.budget.reserve(worst):
        return replace(empty, error=OVER), None
    place = (empty.model_id, empty.prompt_id, empty.repetition)
    at = now()
    reply, cost = None, worst
    try:
        reply = ask(session, call, plan.key, lambda text: going.texts.__setitem__(place, text), going.stop.is_set)
        usd = None
        if reply.input_tokens is not None and reply.output_tokens is not None:
            usd = cost = price.usd(reply.input_tokens, reply.output_tokens)
        elif not reply.may_be_billed:
            usd = cost = 0.0
    finally:
        plan.budget.settle(worst, cost)  # where nobody tells, the worst case counts as spent
    return replace(
        empty,
        text=reply.text or (None if reply.error else ""),
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        thinking_tokens=reply.thinking_tokens,
        first_token_seconds=reply.first_token_seconds,
        seconds=reply.seconds,
        usd=usd if usd is not None or worst else 0.0,
        offer=price.offer,
        error=reply.error,
        asked_at=at,
        thinking=reply.thinking or None,
    ), reply
