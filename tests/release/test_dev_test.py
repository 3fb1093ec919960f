"""`tito dev test` is pytest with the right settings: its exit codes are ours, its summary is the last word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ONE = "tests/release/test_shell_scripts.py"


@pytest.fixture
def dev_test(tito: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Run it in this process's stead, without workers and from a folder that is not the clone."""
    return lambda *words: tito("dev", "test", "-n0", "-p", "no:cacheprovider", *words, cwd=tmp_path)


def test_arguments_are_pytest_s_and_paths_are_the_clone_s(dev_test: Callable[..., Any]) -> None:
    ran = dev_test(ONE, "-q", "-k", "must_be_sourced", "--yes")

    assert ran.code == 0, ran.said
    assert " passed" in ran.out.splitlines()[-1]


def test_a_failing_test_is_work_that_did_not_pass(dev_test: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "test_wrong.py").write_text("def test_wrong(): assert 1 == 2\n")

    assert dev_test(str(tmp_path / "test_wrong.py")).code == 1


@pytest.mark.parametrize("words", [("--no-such-option",), (ONE, "-k", "no_test_has_this_name"), ("tests/nowhere",)])
def test_running_no_test_is_wrong_usage(dev_test: Callable[..., Any], words: tuple[str, ...]) -> None:
    assert dev_test(*words).code == 2
