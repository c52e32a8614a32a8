"""What a run may spend. It is asked before each call, and counts calls in flight by their worst case."""

from dataclasses import dataclass, field
from threading import Lock

from catalog.store import Store
from trial.client import Call
from trial.endpoints import Endpoint
from trial.errors import BudgetError

MTOK = 1_000_000
TOKENS_ROUND_A_MESSAGE = 64  # what chat templates add


@dataclass(frozen=True, slots=True)
class Price:
    """What tokens cost, and whose offer that is."""

    input_usd_per_mtok: float
    output_usd_per_mtok: float
    offer: str

    def usd(self, input_tokens: float, output_tokens: float) -> float:
        """Return what so many tokens cost."""
        return (input_tokens * self.input_usd_per_mtok + output_tokens * self.output_usd_per_mtok) / MTOK

    def worst_usd(self, call: Call) -> float:
        """Return the most that a call may cost: a token has at least one byte, and the answer is as long as it may."""
        size = sum(len(each["content"].encode()) + TOKENS_ROUND_A_MESSAGE for each in call.messages())
        return self.usd(size, call.max_tokens)


OWN_MACHINE = Price(0.0, 0.0, "own machine: nothing by the token")


@dataclass(slots=True)
class Budget:
    """What may be spent, and what was. Threads share one.

    Attributes:
        usd: the most dollars.
        requests: the most requests; None for any number.
    """

    usd: float
    requests: int | None = None
    spent_usd: float = 0.0
    sent: int = 0
    _reserved: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def reserve(self, worst_usd: float) -> bool:
        """Put the worst case of one request aside; False, and nothing is, where that could pass the budget."""
        with self._lock:
            is_over = self.spent_usd + self._reserved + worst_usd > self.usd
            if is_over or (self.requests is not None and self.sent >= self.requests):
                return False
            self._reserved += worst_usd
            self.sent += 1
            return True

    def settle(self, worst_usd: float, spent_usd: float) -> None:
        """Count what a request cost in place of its worst case."""
        with self._lock:
            self._reserved = max(self._reserved - worst_usd, 0.0)
            self.spent_usd += spent_usd


def price_of(store: Store | None, endpoint: Endpoint, model_id: str) -> Price:
    """Return the price at which a call of a model counts.

    The offer is that of the endpoint's seller: the one that endpoints.yml names, or whose known base address it has.
    Where nobody knows the seller, the dearest list price counts, so that the budget holds.

    Raises:
        BudgetError: no price is known.
    """
    if endpoint.seller is None and endpoint.is_own_machine():
        return OWN_MACHINE
    if store is not None:
        rows = store.execute(
            """SELECT input_usd_per_mtok, output_usd_per_mtok, provider, source_id, as_of, lower(provider) = coalesce(
                lower(?), (SELECT lower(provider) FROM sellers WHERE rtrim(api_base, '/') = ? LIMIT 1)) AS is_its_own
            FROM newest_offers WHERE model_id = ?
            ORDER BY is_its_own DESC NULLS LAST, input_usd_per_mtok + 3 * output_usd_per_mtok DESC LIMIT 1""",
            [endpoint.seller, endpoint.address, model_id],
        ).fetchall()
        for given, made, provider, source, day, is_its_own in rows:
            which = "" if is_its_own else ", dearest list price: the endpoint's seller is not known to sell it"
            return Price(given, made, f"{provider} ({source}, {day}{which})")
    message = f"No price of {model_id} is known, so a budget in USD cannot be kept at {endpoint.name}."
    raise BudgetError(message)
