"""Numbers in addresses: every page reads them by one rule, and says a sentence where there is none."""

import pytest

from catalog.decide.need import NAMES
from catalog.fields import Field, declared
from catalog.filters import FIELDS as GATES
from catalog.hosting.plans import Serving
from catalog.pricing.workload import Workload
from tests.pages.opening import page_at
from views.shell.frame import PAGES
from views.shell.workload import BATCH_PERCENT, EARLIER_NAMES

NO_NUMBERS = ("inf", "-inf", "nan", "1e309", "0x10", "1_000", "1,000", "٣", "１２", "9" * 5000, "", " 5", "1e", "--1")  # noqa: RUF001
WORKLOAD = declared(Workload)
# Names that one page alone has.
OWN_NAMES = ("at_once", "busy", "page", "days", "share")


def _numeric() -> list[str]:
    fields: dict[str, Field] = {**GATES, **WORKLOAD, **declared(Serving)}
    named = [name for name, field in fields.items() if field.kind in {"number", "whole"}]
    return sorted({*named, *EARLIER_NAMES, BATCH_PERCENT, *OWN_NAMES, *NAMES} - {"need"})


NUMERIC = _numeric()


@pytest.mark.slow
@pytest.mark.usefixtures("_over_the_bundle")
@pytest.mark.parametrize("slug", [page.slug for page in PAGES])
@pytest.mark.parametrize("bad", ["inf", "nan", "1_000"])
def test_no_page_stops_at_what_is_no_number_under_any_name(slug: str, bad: str) -> None:
    app = page_at(slug, dict.fromkeys(NUMERIC, bad) | {"own": "true"}).run()
    assert not app.exception


@pytest.mark.usefixtures("_over_the_bundle")
@pytest.mark.parametrize("bad", ["inf", "1_0", "٣"])
def test_a_box_that_is_bound_to_the_address_takes_no_other_rule_and_works_on(bad: str) -> None:
    app = page_at("costs", {"own": "true", "at_once": bad}).run()
    assert not app.exception
    assert app.number_input(key="at_once").value is None
    assert "Requests at once" in app.toast[0].value
    app.number_input(key="at_once").set_value(5).run()
    assert app.number_input(key="at_once").value == 5
