"""The reference framework, and the oracle it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import tinytorch
from tito.course.curriculum import Curriculum, load
from tito.judge.reference import build_reference

CURRICULUM = Path(__file__).parents[2] / "curriculum"


@pytest.fixture(scope="session")
def curriculum() -> Curriculum:
    return load(CURRICULUM)


@pytest.fixture(scope="session")
def reference(curriculum: Curriculum, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that the curriculum's solutions make."""
    return build_reference(curriculum, tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def framework(curriculum: Curriculum, reference: Path) -> Iterator[dict[str, ModuleType]]:
    """Every module of the reference by its name in the course, imported as `tinytorch.core.tensor` and so on."""
    tinytorch.__path__.append(str(reference / "tinytorch"))
    yield {module.name: import_module(f"tinytorch.{module.export}") for module in curriculum.course.modules}
    tinytorch.__path__.remove(str(reference / "tinytorch"))


@pytest.fixture(scope="session")
def tensor(reference: Path) -> ModuleType:
    """Module 01 alone, apart from the framework's: no later module has plugged into it."""
    spec = spec_from_file_location("reference_tensor", reference / "tinytorch" / "core" / "tensor.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="session")
def layers(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["layers"]


@pytest.fixture(scope="session")
def autograd(framework: dict[str, ModuleType]) -> ModuleType:
    return framework["autograd"]


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    return pytest.importorskip("torch", reason="the oracle is optional: pip install -e '.[oracle]'")
