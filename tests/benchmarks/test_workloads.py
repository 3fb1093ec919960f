"""Each workload at a tiny size: the contenders must do the same work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from benchmarks.framework import chain
from benchmarks.framework.recording import sum_to
from benchmarks.framework.run import chain_workload, reference_tensor
from benchmarks.tool.run import PASS, start

ROOT = Path(__file__).parents[2]
SHAPES = [(32,), (8, 32)]


@pytest.fixture(scope="module")
def tensor() -> Iterator[ModuleType]:
    with reference_tensor() as module:
        yield module


@pytest.mark.parametrize("shape", SHAPES)
def test_the_chain_has_the_same_gradients_by_hand_and_on_the_reference(
    tensor: ModuleType, shape: tuple[int, ...]
) -> None:
    for ours, by_hand in zip(chain.of_tinytorch(tensor, shape)(), chain.of_numpy(shape)(), strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, by_hand, rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_chain_has_the_same_gradients_by_hand_and_in_pytorch(shape: tuple[int, ...]) -> None:
    pytest.importorskip("torch", reason="PyTorch is an optional contender")
    for theirs, by_hand in zip(chain.of_pytorch(shape)(), chain.of_numpy(shape)(), strict=True):
        np.testing.assert_allclose(theirs, by_hand, rtol=1e-5)


def test_the_chain_can_run_again(tensor: ModuleType) -> None:
    work = chain.of_tinytorch(tensor, (4,))
    for first, second in zip(work(), work(), strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(("shape", "target"), [((3, 4), (4,)), ((3, 4), (3, 1)), ((2, 3, 4), (1, 4)), ((3, 4), ())])
def test_a_broadcast_gradient_is_summed_back(shape: tuple[int, ...], target: tuple[int, ...]) -> None:
    grad = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    back = sum_to(grad, target)
    assert back.shape == target
    assert back.sum() == grad.sum()


def test_a_workload_keeps_every_sample(tensor: ModuleType) -> None:
    workload = chain_workload(tensor, "e", (4,), target=1.8, rounds=2, calls=3)
    assert [len(samples["tinytorch"]) for samples in workload.rounds] == [3, 3]


def test_a_commands_cpu_is_measured_beside_a_bare_python(tmp_path: Path) -> None:
    workload = start("python -c pass again", PASS, cwd=tmp_path, rounds=1, calls=1)
    assert all(seconds > 0 for samples in workload.rounds[0].values() for seconds in samples)


def test_a_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        start("broken", [sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path, rounds=1, calls=1)


def test_report_says_so_when_nothing_was_measured(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "report", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"nothing is saved in {tmp_path}\n"
