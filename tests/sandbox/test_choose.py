"""Which level is used, for root and for anybody else, and what is said when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tito.errors import NoSandbox, WrongUsage
from tito.sandbox import choose as choosing
from tito.sandbox.levels import Walls
from tito.sandbox.plain import Plain
from tito.sandbox.protocol import Level, Limits, SelfTest
from tito.sandbox.runtime import numpy_folder

SOURCE = Path(__file__).parents[2] / "src"
NOBODY = 65534

PROGRAM = """
import sys
sys.path[:0] = sys.argv[2:]
from tito.sandbox.levels import Walls
from tito.sandbox.protocol import Level
print(Walls(Level(sys.argv[1])).self_test())
"""


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test tries anew; nothing is asked for from outside."""
    for variable in (choosing.ASK, choosing.REQUIRE, choosing.TRUST):
        monkeypatch.delenv(variable, raising=False)
    choosing.choice.cache_clear()
    yield
    choosing.choice.cache_clear()


def test_some_level_holds_here() -> None:
    assert choosing.choose().level in "ABC"


def test_a_level_keeps_its_promises(walls: Walls) -> None:
    assert walls.self_test() == SelfTest(ok=True)


@pytest.mark.parametrize("level", [Level.B, Level.C])
@pytest.mark.parametrize("mode", [0o755, 0o700], ids=["open", "closed home"])
def test_a_level_keeps_its_promises_for_an_ordinary_user(tmp_path_factory, level: Level, mode: int) -> None:
    """A is B with a control group, which an ordinary user must be given first."""
    home = readable(tmp_path_factory.mktemp("user"), mode)
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    argv = [ordinary_python(), "-S", "-P", "-c", PROGRAM, level, str(home)]
    clean = {"env": {"PATH": "/usr/bin:/bin"}, "cwd": "/", "timeout": 60, **user}
    ran = subprocess.run(argv, capture_output=True, text=True, check=False, **clean)
    if "making namespaces: Operation not permitted" in ran.stdout:
        pytest.skip("ordinary users may not make namespaces here: " + ran.stdout)
    assert ran.stdout.startswith("SelfTest(ok=True, reasons=()"), ran.stdout + ran.stderr


def readable(place: Path, mode: int) -> Path:
    """A copy of the tool and numpy in a folder of that user's; the interpreter's own may lie in root's home."""
    home = place / "home"
    shutil.copytree(SOURCE / "tito", home / "tito")
    shutil.copytree(numpy_folder() / "numpy", home / "numpy")
    for folder in (place, *place.parents[:-1]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o755)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(home)], check=True)
    home.chmod(mode)
    return home


def ordinary_python() -> str:
    """This interpreter, or where only root can open it, the system's."""
    own = Path(os.path.realpath(sys.executable))
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in own.parents)
    return str(own) if open_to_all or os.geteuid() != 0 else "/usr/bin/python3"


def failing(*levels: Level) -> Callable[[Walls], SelfTest]:
    return lambda walls: SelfTest(ok=walls.level not in levels, reasons=(f"a wall of {walls.level} is missing",))


def test_the_best_that_holds_is_used_and_it_is_said_why_not_a_better_one(monkeypatch) -> None:
    monkeypatch.setattr(Walls, "self_test", failing(Level.A, Level.B))
    assert choosing.choose().name == "level C"
    assert choosing.why_no_better() == "no level A: a wall of A is missing; no level B: a wall of B is missing"


def test_without_any_level_it_is_refused_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(Walls, "self_test", failing(*Level))
    with pytest.raises(NoSandbox, match="nothing on this machine confines") as told:
        choosing.choose()
    assert "a wall of C is missing" in told.value.got
    assert "apparmor_restrict_unprivileged_userns" in told.value.then


def test_a_level_can_be_asked_for(monkeypatch) -> None:
    monkeypatch.setattr(Walls, "self_test", failing())
    monkeypatch.setenv(choosing.ASK, "C")
    assert choosing.choose().level is Level.C


def test_a_required_level_that_is_missing_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(Walls, "self_test", failing(Level.A))
    monkeypatch.setenv(choosing.REQUIRE, "A")
    with pytest.raises(NoSandbox, match="TITO_REQUIRE_LEVEL=A, and this machine has level B at most"):
        choosing.choose()
    monkeypatch.setenv(choosing.REQUIRE, "B")
    assert choosing.choose().level is Level.B


def test_a_level_of_another_name_is_wrong_usage(monkeypatch) -> None:
    monkeypatch.setenv(choosing.REQUIRE, "AAA")
    with pytest.raises(WrongUsage, match="TITO_REQUIRE_LEVEL is not a level"):
        choosing.choose()


def test_trust_takes_effect_only_where_nothing_holds_and_is_named_in_every_result(monkeypatch) -> None:
    monkeypatch.setenv(choosing.TRUST, "1")
    monkeypatch.setattr(Walls, "self_test", failing(Level.A))
    assert choosing.choose().level is Level.B
    choosing.choice.cache_clear()
    monkeypatch.setattr(Walls, "self_test", failing(*Level))
    assert choosing.choose().name == "none (submissions trusted)"
    monkeypatch.setenv(choosing.REQUIRE, "C")
    with pytest.raises(NoSandbox):
        choosing.choose()


def test_trusted_submissions_run_under_limits() -> None:
    """Nothing else: whatever is to be tried out there must not harm."""
    program = "import os, resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0], os.getcwd())"
    walls = Walls(Level.NONE)
    with walls.start([*walls.python, "-c", program], limits=Limits()) as process:
        core, folder = process.stdout.read().decode().split()
        assert process.wait() == 0
    assert core == "0"
    assert not Path(folder).exists()


def test_plain_never_passes_for_a_sandbox() -> None:
    assert not Plain().self_test().ok


@pytest.mark.parametrize(
    ("hole", "reason"),
    [
        ("tito.sandbox.landlock.confine", "files outside can be read"),
        ("tito.sandbox.seccomp.load", "clone3 can be used"),
        ("tito.sandbox.enter.limit", "processes are not limited"),
    ],
)
def test_the_self_test_finds_a_hole(tmp_path, hole: str, reason: str) -> None:
    """In a copy of the tool with one wall taken out, on the level that has no second one behind it."""
    shutil.copytree(SOURCE / "tito", tmp_path / "tito")
    module, _, function = hole.rpartition(".")
    file = tmp_path / Path(*module.split(".")).with_suffix(".py")
    file.write_text(file.read_text() + f"\n\ndef {function}(*arguments, **named):\n    pass\n")
    ran = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, "C", str(tmp_path), str(numpy_folder())],
        capture_output=True, text=True, check=False, timeout=120, cwd="/",
    )  # fmt: skip
    assert reason in ran.stdout, ran.stdout + ran.stderr


def test_plain_sets_limits_and_cleans_up(tmp_path) -> None:
    program = "import os, resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0], os.getcwd())"
    with Plain().start([*Plain().python, "-c", program], limits=Limits(memory_mb=4096)) as process:
        core, folder = process.stdout.read().decode().split()
    assert core == "0"
    assert not Path(folder).exists()
