"""`tito benchmark baseline`: what it measures, says and keeps. No test looks at how fast anything is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def baseline(desk: Any, code: int = 0) -> dict[str, Any]:
    ran = desk.run("benchmark", "baseline", "--rounds", "1", "--json")
    assert ran.code == code, ran.said
    return dict(json.loads(ran.out))


def exported(desk: Any) -> Path:
    return Path(desk.root / "tinytorch" / "core" / "tensor.py")


def test_with_nothing_completed_it_measures_the_machine_and_says_so(desk: Any) -> None:
    ran = desk.run("benchmark", "baseline", "--rounds", "1")

    assert ran.code == 0, ran.said
    assert "GFLOP/s in a float32 matrix product, one thread" in ran.out
    assert "only the machine was measured" in ran.out
    assert "score" not in ran.out


def test_the_report_is_saved_whole(desk: Any) -> None:
    said = baseline(desk)

    (file,) = (desk.root / ".tinytorch" / "benchmarks").iterdir()
    assert json.loads(file.read_text("utf-8")) == said
    assert said["version"] == 1
    assert said["score"] is None
    assert said["kernels"] == []
    assert said["machine"]["blas_threads"] == 1


def test_kernels_wait_for_their_modules(real_desk: Any) -> None:
    ran = real_desk.run("benchmark", "baseline", "--rounds", "1")

    assert ran.code == 0, ran.said
    assert "matrix product    waits for 01" in ran.out


def test_the_score_is_over_the_kernels_that_ran(taught: Any) -> None:
    said = baseline(taught)

    ran = {kernel["name"] for kernel in said["kernels"] if kernel["yours"]}
    assert {"matrix product", "small operations", "standardise"} <= ran
    assert set(said["over"]) == ran
    assert said["score"] > 0


def test_a_kernel_that_computes_something_else_gets_no_time(taught: Any) -> None:
    file = exported(taught)
    file.write_text(file.read_text("utf-8") + "\nTensor.__matmul__ = lambda self, other: self\n", "utf-8")

    said = baseline(taught, code=1)

    product = next(kernel for kernel in said["kernels"] if kernel["name"] == "matrix product")
    assert product["problem"].startswith("its result is not NumPy's: off by up to ")
    assert product["yours"] == []
    assert "matrix product" not in said["over"]
    assert said["score"] > 0


def test_a_package_that_does_not_import_is_a_problem_in_words(taught: Any) -> None:
    exported(taught).write_text("raise RuntimeError('broken on purpose')\n", "utf-8")

    said = baseline(taught, code=1)

    assert {kernel["problem"] for kernel in said["kernels"] if not kernel["waits_for"]} == {
        "RuntimeError: broken on purpose"
    }
    assert said["score"] is None


def test_what_the_package_prints_is_no_result(taught: Any) -> None:
    file = exported(taught)
    file.write_text(file.read_text("utf-8") + "\nprint('{}')\n", "utf-8")

    assert baseline(taught)["score"] > 0
