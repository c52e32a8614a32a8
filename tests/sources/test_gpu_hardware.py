"""Facts about reading GPU specifications."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.records import Gpu
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import gpu_hardware
from tests.recordings import answers_of


def recorded() -> dict[str, Gpu]:
    return {found.record.gpu: found.record for found in gpu_hardware.parse(answers_of("gpu_hardware")).found}


def changed(**values: Any) -> list[Answer]:  # noqa: ANN401 - JSON
    answer = answers_of("gpu_hardware")[0]
    content = json.loads(answer.body)
    content["gpus"][0] |= values
    return [Answer(url=answer.url, body=json.dumps(content).encode())]


def test_a_gpu_has_its_figures_and_its_source() -> None:
    gpu = recorded()["H100 80GB"]
    assert (gpu.memory_gb, gpu.bandwidth_gb_per_s, gpu.fp16_tflops, gpu.power_w) == (80, 3352, 989, 700)
    assert gpu.has_fp8 is True
    assert gpu.evidence_url == "https://www.nvidia.com/en-us/data-center/h100/"
    assert gpu.as_of == date(2026, 9, 5)


def test_what_the_vendor_does_not_publish_is_not_known() -> None:
    assert recorded()["Arc Pro B60 24GB"].fp16_tflops is None
    assert recorded()["MI455X 432GB"].power_w is None


def test_memory_in_another_unit_is_refused() -> None:
    with pytest.raises(ParseError, match="scale"):
        gpu_hardware.parse(changed(vram_gb=24_576))


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="gpus"):
        gpu_hardware.parse([Answer(url="archive:x", body=b'{"unexpected": []}')])
