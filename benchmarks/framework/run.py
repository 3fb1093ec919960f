"""Measure the framework's workloads on the reference package."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from benchmarks.framework import chain
from benchmarks.framework.recording import record_on
from benchmarks.measure import paired
from benchmarks.record import Workload

CURRICULUM = Path(__file__).parents[2] / "curriculum"


@contextmanager
def reference_tensor(curriculum: Path = CURRICULUM) -> Iterator[ModuleType]:
    """Module 01's package file as the curriculum's solutions make it, recording switched on."""
    from tito.course.curriculum import load
    from tito.judge.reference import build_reference

    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        build_reference(load(curriculum), Path(folder), upto=None)
        (file,) = Path(folder).rglob("core/tensor.py")
        tensor = _loaded(file)
        record_on(tensor)
        yield tensor


def _loaded(file: Path) -> ModuleType:
    """A module from its file, apart from whatever `tinytorch` this process has imported."""
    spec = spec_from_file_location("reference_tensor", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(*, rounds: int = 9, calls: int = 150) -> list[Workload]:
    with reference_tensor() as tensor:
        return [
            chain_workload(tensor, "e (32,)", (32,), target=1.8, rounds=rounds, calls=calls),
            chain_workload(tensor, "e (8, 32) with (32,)", (8, 32), target=1.5, rounds=rounds, calls=calls),
        ]


def chain_workload(
    tensor: ModuleType, name: str, shape: tuple[int, ...], *, target: float, rounds: int, calls: int
) -> Workload:
    contenders = {"tinytorch": chain.of_tinytorch(tensor, shape), "numpy by hand": chain.of_numpy(shape)}
    if find_spec("torch"):
        contenders["pytorch"] = chain.of_pytorch(shape)
    else:
        print("PyTorch is not installed: measuring without it (pip install -e '.[oracle]')", file=sys.stderr)
    return Workload(
        name=name,
        unit="µs per operation, forward and backward",
        per_call=chain.OPERATIONS,
        ours="tinytorch",
        targets={"pytorch": target},
        rounds=paired(contenders, rounds=rounds, calls=calls),
    )
