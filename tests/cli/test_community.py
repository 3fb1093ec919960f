"""`tito community`: optional, local, visible, deletable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def file(desk: Any) -> Path:
    return Path(desk.root / ".tinytorch" / "community.json")


def profile(desk: Any) -> Any:
    return json.loads(desk.run("community", "profile", "--json").out)["profile"]


def test_nobody_has_joined_by_working(solved: Any) -> None:
    assert not file(solved).exists()
    assert profile(solved) is None
    assert "You have not joined, and need not." in solved.run("community", "profile").out


def test_joining_asks_nothing_and_says_where_it_wrote(desk: Any) -> None:
    ran = desk.run("community", "join")

    assert ran.code == 0, ran.said
    assert ".tinytorch/community.json, and nowhere else" in ran.out
    assert set(profile(desk)) == {"joined"}


def test_what_was_said_is_kept_and_can_be_changed_and_removed(desk: Any) -> None:
    assert desk.run("community", "join", "--name", "Ada  Lovelace\n", "--country", "UK").code == 0
    joined = profile(desk)["joined"]
    assert desk.run("community", "join", "--role", "student", "--country", "").code == 0

    assert profile(desk) == {"joined": joined, "name": "Ada Lovelace", "role": "student"}
    assert "Ada Lovelace" in desk.run("community", "profile").out


def test_a_text_that_is_too_long_is_refused(desk: Any) -> None:
    ran = desk.run("community", "join", "--name", "a" * 201)

    assert ran.code == 2
    assert "201 characters" in ran.err
    assert not file(desk).exists()


def test_leaving_deletes_the_file_and_nothing_else(desk: Any) -> None:
    desk.run("community", "join", "--name", "Ada")
    before = {path for path in desk.root.rglob("*") if path != file(desk)}

    assert desk.run("community", "leave").code == 2  # nobody there to ask
    assert file(desk).exists()
    assert desk.run("community", "leave", "--yes").out == "Your profile is deleted.\n"

    assert not file(desk).exists()
    assert set(desk.root.rglob("*")) == before
    assert desk.run("community", "leave", "--yes").out == "There was no profile.\n"


def test_the_counts_are_those_of_the_progress(solved: Any) -> None:
    solved.run("module", "complete", "01")
    solved.run("module", "hint", "01", "double")
    solved.run("checkpoint", "run", "01")

    found = json.loads(solved.run("community", "stats", "--json").out)

    assert found["completed"] == ["00_hello", "01_numbers"]
    assert found["checkpoints"] == ["01_numbers"]
    assert (found["modules"], found["hints"], found["baseline"]) == (3, 1, None)
    said = solved.run("community", "stats").out
    assert "modules completed   2 of 3" in said
    assert "not measured yet: tito benchmark baseline" in said


def test_the_newest_baseline_is_among_the_counts(desk: Any) -> None:
    assert desk.run("benchmark", "baseline", "--rounds", "1").code == 0

    assert json.loads(desk.run("community", "stats", "--json").out)["baseline"]["score"] is None
    assert "the machine only" in desk.run("community", "stats").out


def test_an_export_holds_what_the_commands_show_and_replaces_nothing_unasked(desk: Any) -> None:
    desk.run("community", "join", "--name", "Ada")

    assert desk.run("community", "export", "--output", "me.json").code == 0
    written = json.loads((desk.root / "me.json").read_text("utf-8"))
    assert written["version"] == 1
    assert written["profile"] == profile(desk)
    assert written["stats"] == json.loads(desk.run("community", "stats", "--json").out)
    assert written == json.loads(desk.run("community", "export", "--output", "-").out)

    (desk.root / "me.json").write_text("mine")
    assert desk.run("community", "export", "--output", "me.json").code == 2
    assert (desk.root / "me.json").read_text() == "mine"
    assert desk.run("community", "export", "--output", "me.json", "--yes").code == 0


def test_without_a_profile_there_is_nothing_to_export(desk: Any) -> None:
    ran = desk.run("community", "export")

    assert ran.code == 2
    assert "tito community join" in ran.err
    assert not (desk.root / "tinytorch-profile.json").exists()


def test_a_damaged_profile_is_set_aside_and_said(desk: Any) -> None:
    for text in ("{", '{"version": 1, "joined": 5}'):
        file(desk).write_text(text)

        ran = desk.run("community", "profile")

        assert ran.code == 0, ran.said
        assert "was set aside as community.json.corrupt-" in ran.err
    kept = sorted(path.read_text() for path in file(desk).parent.glob("community.json.corrupt-*"))
    assert kept == ["{", '{"version": 1, "joined": 5}']
