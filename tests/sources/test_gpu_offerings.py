"""Facts about reading single-GPU prices."""

import json
from typing import Any

import pytest

from catalog.records import GpuOffer
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import gpu_offerings
from tests.recordings import answers_of


def recorded() -> dict[str, GpuOffer]:
    return {found.record.cloud: found.record for found in gpu_offerings.parse(answers_of("gpu_offerings")).found}


def changed(**values: Any) -> list[Answer]:  # noqa: ANN401 - JSON
    answer = answers_of("gpu_offerings")[0]
    content = json.loads(answer.body)
    content[0] |= values
    return [Answer(url=answer.url, body=json.dumps(content).encode())]


def test_an_offer_is_of_one_gpu() -> None:
    offer = recorded()["akash"]
    assert (offer.gpu, offer.gpus_per_instance, offer.usd_per_gpu_hour) == ("RTX 4060 Ti", 1, 0.04)
    assert offer.instance == "marketplace, PCIe"
    assert offer.is_spot is True


def test_an_estimate_is_no_price() -> None:
    batch = gpu_offerings.parse(answers_of("gpu_offerings"))
    assert [reason for reason, _ in batch.rejected] == ["the price is an estimate of the collector's"]


def test_the_cheapest_live_offer_of_a_market_is_spot() -> None:
    assert recorded()["spheron"].is_spot is True
    assert recorded()["lambda"].is_spot is False


@pytest.mark.parametrize("price", [0, -1, 250])
def test_another_scale_is_refused(price: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        gpu_offerings.parse(changed(price_usd_hour=price))


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="list expected"):
        gpu_offerings.parse([Answer(url="archive:x", body=b'{"unexpected": []}')])
