"""The reference framework, and the oracle it is compared with."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tito.course import editions
from tito.course.assemble import assemble
from tito.course.curriculum import load

CURRICULUM = Path(__file__).parents[2] / "curriculum"


@pytest.fixture(scope="session")
def tensor(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """`tinytorch.core.tensor` as the curriculum's solutions make it, apart from any workspace's."""
    curriculum = load(CURRICULUM)
    module = curriculum.course.find("tensor")
    notebook = editions.instructor(module, curriculum.lesson(module).cells, curriculum.course)
    path = tmp_path_factory.mktemp("reference") / "tensor.py"
    path.write_text(assemble(notebook, module, source_name=module.notebook), encoding="utf-8")
    spec = spec_from_file_location("reference_tensor", path)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    return pytest.importorskip("torch", reason="the oracle is optional: pip install -e '.[oracle]'")
