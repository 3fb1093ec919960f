from __future__ import annotations

import io
import json
import tarfile
import zipfile

import pytest

from tito.course import archives
from tito.course.archives import opened
from tito.course.curriculum import Curriculum, Lesson
from tito.course.leaks import leaks, secret_lines, secrets_of
from tito.course.percent import parse
from tito.errors import BadFile

SECRET = "    return np.sum(x, axis=1)"


@pytest.fixture(scope="session")
def secrets(mini: Curriculum) -> dict[str, frozenset[str]]:
    return secrets_of(mini.lessons())


def test_secret_are_the_long_lines_of_solutions(numbers: Lesson) -> None:
    assert secret_lines(numbers.cells) == {
        "returnnp.multiply(x,2.0)",
        'raiseValueError(f"row_sumsneeds2dimensions,gotshape{x.shape}")',
        "returnnp.sum(x,axis=1)",
    }


def test_what_a_given_cell_shows_is_no_secret() -> None:
    shown = parse(
        '# %% given="shell"\nreturn_this_long_value(x)\n\n# %% exercise="f"\n### BEGIN SOLUTION\n'
        "return_this_long_value(x)\n### END SOLUTION\n"
    )

    assert secret_lines(shown) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "return   np.sum( x,\n    axis = 1 )",
        f"words before{SECRET}  # and a comment",
        json.dumps({"source": ["def row_sums(x):\n", f"{SECRET}\n"]}),
        json.dumps({"source": ["return np.sum(\n", "x, axis=1)"]}),
        SECRET.encode(),
    ],
    ids=["plain", "reformatted", "inside", "notebook", "over two lines", "bytes"],
)
def test_a_leak_is_found_however_it_is_written(secrets: dict[str, frozenset[str]], text: str | bytes) -> None:
    (finding,) = leaks({"page": text}, secrets)

    assert (finding.module, finding.where, finding.rule) == ("01_numbers", "page", "leak")


def test_quotes_inside_a_notebook_do_not_hide_a_line(secrets: dict[str, frozenset[str]]) -> None:
    line = 'raise ValueError(f"row_sums needs 2 dimensions, got shape {x.shape}")'

    assert len(leaks({"x.ipynb": json.dumps([f"        {line}\n"])}, secrets)) == 1


def test_the_last_step_of_a_hint_ladder_is_exempt(secrets: dict[str, frozenset[str]]) -> None:
    ladder = 'row_sums = ["a", "b", "return np.sum(x, axis=1)"]\n'

    assert leaks({"01_numbers/hints.toml": ladder}, secrets) == ()


def test_archives_are_opened_and_those_in_them_too() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as wheel:
        wheel.writestr("tito/a.py", SECRET)
    with tarfile.open(fileobj=outer, mode="w:gz") as kit:
        info = tarfile.TarInfo("kit/tool.whl")
        info.size = len(inner.getvalue())
        kit.addfile(info, io.BytesIO(inner.getvalue()))

    assert opened("kit.tar.gz", outer.getvalue()) == {"kit.tar.gz/kit/tool.whl/tito/a.py": SECRET.encode()}


def packed(name: str, files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in files.items():
                archive.writestr(path, data)
    else:
        with tarfile.open(fileobj=made, mode="w:gz") as archive_:
            for path, data in files.items():
                info = tarfile.TarInfo(path)
                info.size = len(data)
                archive_.addfile(info, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz"])
def test_files_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In an archive inside, too; each by itself would do."""
    monkeypatch.setattr(archives, "MOST_BYTES", 10_000)
    inner = {f"inner{number}.tar.gz": packed("x.tar.gz", {"a.txt": bytes(4_000)}) for number in range(2)}
    assert len(opened(name, packed(name, inner))) == 2
    more = {**inner, "inner.zip": packed("x.zip", {"a.txt": bytes(4_000)})}
    with pytest.raises(BadFile, match=f"{name} holds more than"):
        opened(name, packed(name, more))


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz"])
def test_more_files_than_anything_holds_are_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 20)
    with pytest.raises(BadFile, match="or 20 files"):
        opened(name, packed(name, {f"{number}.txt": b"" for number in range(21)}))


@pytest.mark.parametrize("name", ["deep.zip", "deep.tar.gz"])
def test_archives_in_archives_without_end_are_refused(name: str) -> None:
    data = b"the end"
    for _ in range(5):
        data = packed(name, {name: data})
    assert opened("notes.txt", data) == {"notes.txt": data}
    with pytest.raises(BadFile, match="archives in archives"):
        opened(name, data)
