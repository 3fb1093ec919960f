"""The baseline's kernels: the same work twice, and no time without the same numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tito.course import curriculum, manifest
from tito.judge.reference import build_reference
from tito.learn.kernels import KERNELS, MACHINE

REAL = Path(__file__).parents[2] / "curriculum"
COURSE = curriculum.load(REAL).course
TAUGHT = [name for name, kernel in KERNELS.items() if set(kernel.needs) <= {module.name for module in COURSE.modules}]

STAND_IN = """
import torch
Tensor = torch.from_numpy
Softmax, Linear, ReLU, CrossEntropyLoss = torch.nn.Softmax, torch.nn.Linear, torch.nn.ReLU, torch.nn.CrossEntropyLoss
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reference(curriculum.load(REAL), tmp_path_factory.mktemp("reference"))


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A workspace whose package is PyTorch under our names: what a kernel asks for is PyTorch's API, too."""
    pytest.importorskip("torch", reason="the oracle is optional: pip install -e '.[oracle]'")
    names = ["Tensor", "Softmax", "Linear", "ReLU", "CrossEntropyLoss"]
    module = {"name": "all", "number": "01", "title": "All", "tier": "All", "export": "core.all", "provides": names}
    (tmp_path / "tito.toml").write_text(manifest.write_toml({"module": [module]}), "utf-8")
    (tmp_path / "tinytorch" / "core").mkdir(parents=True)
    (tmp_path / "tinytorch" / "core" / "all.py").write_text(STAND_IN, "utf-8")
    return tmp_path


def timed(workspace: Path, name: str) -> dict[str, Any]:
    """What the process that times a kernel finds in one round."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tito.learn.kernels", name, "1"],
        env={**os.environ, "TITO_WORKSPACE": str(workspace), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", TAUGHT)
def test_the_reference_gives_numpys_numbers(reference: Path, name: str) -> None:
    found = timed(reference, name)

    assert found.keys() == {"yours", "numpy"}, found
    assert min(*found["yours"], *found["numpy"]) > 0


@pytest.mark.parametrize("name", ["matrix product", "small operations", "softmax", "network", "training step"])
def test_the_same_kernels_fit_pytorch(stand_in: Path, name: str) -> None:
    assert timed(stand_in, name).keys() == {"yours", "numpy"}


def test_other_numbers_than_numpys_are_never_timed(stand_in: Path) -> None:
    file = stand_in / "tinytorch" / "core" / "all.py"
    file.write_text(STAND_IN + "Softmax = torch.nn.LogSoftmax\n", "utf-8")

    assert timed(stand_in, "softmax")["differs"].startswith("off by up to ")


def test_the_machine_is_measured_in_every_round(tmp_path: Path) -> None:
    found = timed(tmp_path, MACHINE)

    assert found.keys() == {"sgemm_gflops", "bandwidth_gb_per_s", "python_call_ns"}
    assert all(len(rounds) == 1 and rounds[0] > 0 for rounds in found.values())
