"""Runs in the background of the server: they go on when the page is closed, until their end or their budget."""

from threading import Lock, Thread

from trial.runner import Going, Plan, begin, run

_MOST_AT_ONCE = 4
_GOING: dict[str, Going] = {}
_LOCK = Lock()


def start(plan: Plan) -> Going | None:
    """Begin a run and return it; None where too many are under way.

    Raises:
        EndpointsError: the endpoint does not serve one of the models.
    """
    with _LOCK:
        if sum(going.end is None for going in _GOING.values()) >= _MOST_AT_ONCE:
            return None
        for run_id in [run_id for run_id, going in _GOING.items() if going.end is not None]:
            del _GOING[run_id]  # its file has it all
        going = begin(plan)
        _GOING[going.path.stem] = going
    Thread(target=run, args=(plan, going), daemon=True, name=f"trial-{going.path.stem}").start()
    return going


def under_way(run_id: str) -> Going | None:
    """Return a run that is not at its end; None for others."""
    going = _GOING.get(run_id)
    return going if going is not None and going.end is None else None
