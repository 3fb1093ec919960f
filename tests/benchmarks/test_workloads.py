"""Each workload at a tiny size: the contenders must do the same work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.framework import chain, contest, guard, loader, mlp, small, text
from benchmarks.framework.contest import OURS, TWIN, Contest, Peer, absent, invited, taken
from benchmarks.framework.reference import Course, reference
from benchmarks.framework.run import CONTESTS
from benchmarks.tool.run import PASS, start

ROOT = Path(__file__).parents[2]
SHAPES = [(32,), (8, 32)]
SIZES, BATCH = (12, 8, 6, 4), 5
STEPS = 5


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with reference() as modules:
        yield modules


@pytest.mark.parametrize("shape", SHAPES)
def test_the_chain_has_the_same_gradients_by_hand_and_on_the_reference(course: Course, shape: tuple[int, ...]) -> None:
    for ours, by_hand in zip(chain.of_tinytorch(course["tensor"], shape)(), chain.of_numpy(shape)(), strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, by_hand, rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_chain_has_the_same_gradients_by_hand_and_in_pytorch(shape: tuple[int, ...]) -> None:
    pytest.importorskip("torch", reason="PyTorch is an optional contender")
    for theirs, by_hand in zip(chain.of_pytorch(shape)(), chain.of_numpy(shape)(), strict=True):
        np.testing.assert_allclose(theirs, by_hand, rtol=1e-5)


def test_the_chain_can_run_again(course: Course) -> None:
    work = chain.of_tinytorch(course["tensor"], (4,))
    for first, second in zip(work(), work(), strict=True):
        np.testing.assert_array_equal(first, second)


def of_pytorch_fused(sizes: tuple[int, ...], batch: int) -> mlp.Training:
    return mlp.of_pytorch(sizes, batch, fused=True)


def trained(training: mlp.Training) -> list[mlp.Array]:
    for _ in range(STEPS):
        training.step()
    return training.weights()


def assert_same_training(theirs: mlp.Training) -> None:
    """After a few steps, weights that began equal still are, and have moved."""
    first, _, _ = mlp.start(SIZES, BATCH)
    for found, by_hand, begun in zip(trained(theirs), trained(mlp.of_numpy(SIZES, BATCH)), first, strict=True):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, by_hand, rtol=1e-3, atol=1e-5)
        assert np.abs(found - begun).max() > STEPS * mlp.LR / 2


def test_the_network_trains_alike_by_hand_and_on_the_reference(course: Course) -> None:
    assert_same_training(mlp.of_tinytorch(course, SIZES, BATCH))


@pytest.mark.parametrize("contender", [mlp.of_pytorch, of_pytorch_fused])
def test_the_network_trains_alike_by_hand_and_in_pytorch(contender: Callable[..., mlp.Training]) -> None:
    pytest.importorskip("torch", reason="PyTorch is an optional contender")
    assert_same_training(contender(SIZES, BATCH))


def test_the_network_trains_alike_by_hand_and_in_hips_autograd() -> None:
    pytest.importorskip("autograd", reason="HIPS autograd is an optional contender")
    assert_same_training(mlp.of_autograd(SIZES, BATCH))


def test_the_network_trains_alike_by_hand_and_in_tinygrad() -> None:
    if why := absent("tinygrad"):
        pytest.skip(f"tinygrad is an optional contender: {why}")
    assert_same_training(small.of_mlp(SIZES, BATCH))


def test_the_loss_by_hand_falls(course: Course) -> None:
    """And begins where the reference's does."""
    parameters, images, labels = mlp.start(SIZES, BATCH)
    by_hand = mlp.twin.Mlp(parameters, 0.01)
    losses = [by_hand.step(images, labels) for _ in range(20)]
    model = course["layers"].MLP(list(SIZES), rng=np.random.default_rng(0))
    for held, given in zip(model.parameters(), parameters, strict=True):
        held.data[...] = given
    ours = course["losses"].CrossEntropyLoss()(model(course["tensor"].Tensor(images)), labels).item()
    assert losses[0] == pytest.approx(ours, rel=1e-5)
    assert losses[-1] < losses[0] / 2


def test_adam_by_hand_does_the_same_in_blocks_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(mlp.of_numpy(SIZES, BATCH))
    monkeypatch.setattr(mlp.twin, "BLOCK", 7)
    for piecewise, at_once in zip(trained(mlp.of_numpy(SIZES, BATCH)), whole, strict=True):
        np.testing.assert_array_equal(piecewise, at_once)


def counting(**targets: float) -> Contest:
    return Contest("work", "ms", {OURS: lambda: None, TWIN: lambda: None}, targets, rounds=2, calls=3, per_call=7)


def test_a_contest_is_taken_as_often_as_it_wants() -> None:
    workload = taken(counting())
    assert [{who: len(samples) for who, samples in some.items()} for some in workload.rounds] == [
        {OURS: 3, TWIN: 3}
    ] * 2
    assert (workload.ours, workload.unit, workload.per_call) == (OURS, "ms", 7)


def test_a_contest_may_be_taken_more_briefly_and_among_some_only() -> None:
    workload = taken(counting(**{OURS: 1.0, TWIN: 2.0}), rounds=1, calls=2, only=(OURS,))
    assert [{who: len(samples) for who, samples in some.items()} for some in workload.rounds] == [{OURS: 2}]
    assert workload.targets == {OURS: 1.0}


def test_who_cannot_take_part_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    absent.cache_clear()
    monkeypatch.setattr(contest, "find_spec", lambda package: None if package == "torch" else object())
    found, without = invited({"a": Peer("torch", lambda: 1), "b": Peer("autograd", lambda: 2)})
    absent.cache_clear()
    assert (found, without) == ({"b": 2}, {"a": "torch is not installed (pip install -e '.[oracle]')"})
    results = taken(Contest("work", "ms", {OURS: lambda: None}, {}, without=without), rounds=1, calls=1).results
    assert results == {"without a": "torch is not installed (pip install -e '.[oracle]')"}


@pytest.mark.parametrize(
    ("compiler", "why"),
    [
        ("/usr/bin/clang", "tinygrad is installed and does not run here (RuntimeError: no usable devices)"),
        (None, "tinygrad compiles its operations with clang, which is not installed"),
    ],
)
def test_why_tinygrad_does_not_run_is_said(monkeypatch: pytest.MonkeyPatch, compiler: str | None, why: str) -> None:
    def no_device(name: str) -> object:
        raise RuntimeError("no usable devices")

    absent.cache_clear()
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(contest, "find_spec", lambda package: object())
    monkeypatch.setattr(contest, "which", lambda name: compiler)
    monkeypatch.setattr(contest, "import_module", no_device)
    found = absent("tinygrad")
    absent.cache_clear()
    assert found == why


@pytest.mark.parametrize("letter", "abcde")
def test_every_workload_has_ours_and_the_twin(course: Course, letter: str) -> None:
    assert all(one.works.keys() == {OURS, TWIN} for one in CONTESTS[letter](course, False))


def test_what_the_guard_watches_exists(course: Course) -> None:
    contests = [one for letter in "abcde" for one in CONTESTS[letter](course, False)]
    contests += text.contests(course, False, size=text.SMALL, entries=text.SMALL_ENTRIES)
    contests += loader.contests(course, False, count=1)
    watched = [one for one in contests if one.name in guard.FLOORS]
    assert {one.name for one in watched} == guard.FLOORS.keys()
    assert all(one.twin in one.works for one in watched)


def test_the_reference_hides_nothing_of_what_was_imported_before() -> None:
    before = {name: module for name, module in sys.modules.items() if name.startswith("tinytorch")}
    with reference() as modules:
        assert modules["tensor"] is not before.get("tinytorch.core.tensor")
    assert {name: module for name, module in sys.modules.items() if name.startswith("tinytorch")} == before


def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guard watch two contests that cost nothing."""
    made = [Contest(name, "ms", counting().works, {}) for name in ("one", "two")]
    monkeypatch.setattr(guard, "CONTESTS", {"x": lambda course, peers: made})
    monkeypatch.setattr(guard, "FLOORS", {"one": 0.73, "two": 0.5})


def test_the_guard_is_content_with_the_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch)
    assert guard.complaints(lambda contest: guard.FLOORS[contest.name]) == []


def test_the_guard_measures_twice_before_it_complains(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch)
    asked: list[str] = []

    def slow(contest: Contest) -> float:
        asked.append(contest.name)
        return 0.1 if contest.name == "one" or asked.count(contest.name) == 1 else 1.0

    assert guard.complaints(slow) == ["one: 0.10× as fast as written by hand, expected at least 0.73×"]
    assert asked == ["one", "two", "one", "two"]


def test_the_guards_ratio_is_one_of_a_few_real_steps(course: Course) -> None:
    assert guard.ratio(CONTESTS["e"](course, False)[0], rounds=1, calls=2) > 0


def test_letters_that_are_no_workload_are_refused() -> None:
    command = [sys.executable, "-m", "benchmarks", "framework", "z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "workloads are letters, a to f, of the framework, not z" in done.stderr


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
