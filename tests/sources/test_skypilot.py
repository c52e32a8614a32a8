"""Facts about reading SkyPilot's prices."""

from datetime import date

import pytest

from catalog.records import GpuOffer
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import skypilot
from tests.recordings import answers_of

HEADER = "InstanceType,AcceleratorName,AcceleratorCount,GpuInfo,Region,Price,SpotPrice\n"


def answer(*rows: str, cloud: str = "lambda") -> Answer:
    return Answer(
        url=skypilot.URL.format(cloud=cloud),
        body=(HEADER + "\n".join(rows)).encode(),
        last_modified=date(2026, 5, 20),
    )


def parsed(*rows: str, cloud: str = "lambda") -> Batch:
    return skypilot.parse([answer(*rows, cloud=cloud)])


def offers(batch: Batch) -> list[GpuOffer]:
    return [found.record for found in batch.found]


def reasons(batch: Batch) -> set[str]:
    return {reason for reason, _ in batch.rejected if "gone" not in reason}


def test_the_price_of_an_instance_is_divided_by_its_gpus() -> None:
    offer = offers(parsed("big,H100,8,H100,eu,16.0,"))[0]
    assert offer.usd_per_gpu_hour == 2
    assert offer.gpus_per_instance == 8
    assert offer.is_spot is False


def test_a_spot_price_is_an_offer_of_its_own() -> None:
    assert [(o.is_spot, o.usd_per_gpu_hour) for o in offers(parsed("x,H100,2,H100,eu,4,1"))] == [
        (False, 2),
        (True, 0.5),
    ]


def test_a_spot_price_of_zero_is_none() -> None:
    assert [o.is_spot for o in offers(parsed("x,H100,2,H100,eu,4,0.00"))] == [False]


def test_a_missing_price_is_rejected_and_the_spot_price_stays() -> None:
    batch = parsed("x,H100,2,H100,eu,,1")
    assert [o.is_spot for o in offers(batch)] == [True]
    assert reasons(batch) == {"no on-demand price stated"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("cpu,,0,,eu,0.1,", "a machine without a GPU"),
        ("t,tpu-v5p-8,1,,eu,8,2", "not a GPU"),
        ("nv6,A10,0.167,A10,eu,0.6,0.1", "a fraction of a GPU"),
    ],
)
def test_machines_that_are_no_whole_gpus_are_rejected(row: str, reason: str) -> None:
    batch = parsed(row)
    assert not batch.found
    assert reasons(batch) == {reason}


@pytest.mark.parametrize(
    ("info", "cloud", "memory_gb"),
    [
        ("\"{'Gpus': [{'Count': 2, 'MemoryInfo': {'SizeInMiB': 81920}}]}\"", "lambda", 80),
        ("\"{'Gpus': [{'Count': 2, 'MemoryInfo': {'SizeInMiB': 163840}}]}\"", "vast", 80),
        ('"{""Gpus"": [{""Count"": 2, ""MemoryInfo"": {""SizeInMiB"": 81920}}]}"', "verda", 80),
        ("V100", "azure", None),
        ("\"__import__('os').getcwd()\"", "azure", None),
        ("", "nebius", None),
    ],
)
def test_memory_is_that_of_one_gpu(info: str, cloud: str, memory_gb: float | None) -> None:
    assert offers(parsed(f"x,H100,2,{info},eu,4,", cloud=cloud))[0].memory_gb == memory_gb


def test_the_same_price_in_two_zones_counts_once() -> None:
    batch = skypilot.parse(answers_of("skypilot"))
    zones = [o for o in offers(batch) if o.cloud == "gcp" and o.gpu == "A100" and o.gpus_per_instance == 1]
    assert len(zones) == 2  # on demand and spot, though the recording has two zones


def test_a_google_row_is_the_gpu_alone() -> None:
    batch = skypilot.parse(answers_of("skypilot"))
    assert {o.instance for o in offers(batch) if o.cloud == "gcp"} == {"the GPU alone; its machine is billed apart"}


def test_every_cloud_of_the_recording_has_offers_and_none_is_gone() -> None:
    batch = skypilot.parse(answers_of("skypilot"))
    assert {o.cloud for o in offers(batch)} == set(skypilot.CLOUDS)
    assert not [reason for reason, _ in batch.rejected if "gone" in reason]


def test_a_clouds_table_that_is_gone_is_said() -> None:
    assert ("a cloud's table is gone", "azure") in parsed("big,H100,8,H100,eu,16.0,").rejected


def test_a_table_without_prices_is_refused() -> None:
    with pytest.raises(ParseError, match="Price"):
        skypilot.parse([Answer(url=skypilot.URL.format(cloud="lambda"), body=b"InstanceType,Region\nx,eu\n")])


def test_another_scale_is_refused() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed("x,H100,1,H100,eu,1600,")
