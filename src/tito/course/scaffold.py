"""The first draft of a module: files that parse and run, with words that say what belongs in their place."""

from __future__ import annotations

from pathlib import PurePosixPath

from tito.course.manifest import Module, write_toml

LESSON = '''# %% [markdown]
# # {title}
#
# One paragraph: the program that runs at the end of this module, and why anybody wants it.

# %% given="imports"
#| default_exp {export}
#| export
import numpy as np

# %% given="vocabulary"
from tinytorch.checks import expect_close, rng

# %% [markdown]
# ## The first step
#
# One idea, with one formula or figure where it helps. Try the obvious thing first and see how far it goes.

# %%
np.array([1.0, 2.0]) + 1.0

# %% exercise="first_step"
#| export
# exercise: first_step
def first_step(x):
    """Return `x + 1`: what it returns, the formula, the shapes. Shapes: x (...) -> (...).

    >>> first_step(np.array([1.0, 2.0]))
    array([2., 3.])
    """
    ### BEGIN SOLUTION
    return x + 1.0
    ### END SOLUTION

# %% check="first_step" points=50 hidden=20
expect_close(first_step(np.array([1.0, 2.0])), [2.0, 3.0], call="first_step([1, 2])", why="one line: why this matters")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3))
expect_close(first_step(x), x + 1, call="first_step(x), x (2, 3)", why="what the visible part cannot probe")
### END HIDDEN TESTS

# %% [markdown] question="q1" points=10
# How many bytes does it take, and when does that matter? Refer to your own lines.

# %% [markdown] question="q2" points=10
# What would you change first if the input were a thousand times as large?

# %% [markdown] question="q3" points=10
# Which trade-off did you make, and who would decide otherwise?
'''

ABOUT = """# {title}

Why this module exists, in two sentences.

## What you will be able to do

## Ideas

## Pitfalls

## The same thing in PyTorch

## Reading

## Two practice problems
"""

TEACHING = """# Teaching {title}

The key concept, in one sentence.

## A demo to give

## Watch for

## A session of 50 minutes

## Common errors

| symptom | cause | questions to ask |
|---|---|---|
"""

MISCONCEPTION = """# name = "forgets-the-step"
# exercise = "first_step"
# believes = "what the student believed, in their words"
# symptom = "what they see"
# caught_by = "first_step"
# asks = ["The question that makes them find it?"]
def first_step(x):
    return x
"""

CHECKPOINT = '''"""Can this framework take a step?

Which program of these modules together shows that it can; plain values come back, and NumPy alone decides.
"""

from tinytorch.checks import expect_close, scenario, seeded


@scenario
def two_steps(x):
    from tinytorch.{export} import first_step

    return first_step(first_step(x)).tolist()


def check_two_steps(rng):
    x = rng.normal(size=3)
    expect_close(two_steps(x), x + 2, call="first_step(first_step(x))", why="one line: why this matters")


check_two_steps(seeded("checkpoint-{name}"))
'''

HINTS = {"first_step": ["The direction, as a question?", "The method, in words.", "Almost the line."]}
BANDS = {"9-10": "what an answer of this band shows", "7-8": "", "5-6": "", "3-4": "", "0-2": ""}
SAMPLES = (("excellent", 9), ("good", 7), ("acceptable", 5))


PURPOSES = {
    "ABOUT.md": "for the student, before starting: why, what for, ideas, pitfalls, PyTorch's version, reading",
    "TEACHING.md": "for instructors: key concept, demo, what to watch for, a session plan, common errors",
    "hints.toml": "a ladder of three hints for each exercise: direction, method, almost the line",
    "misconceptions/": "plausible wrong solutions, one file each, at least one for each exercise",
    "questions.toml": "what to look for in three answers, five bands, three marked samples each",
    "checkpoint.py": "the capability test, across the modules before this one",
}


def files(module: Module) -> dict[PurePosixPath, str]:
    """The module's folder, by paths relative to the curriculum."""
    drafts = {
        f"{module.name}.py": LESSON.format(title=module.title, export=module.export),
        "ABOUT.md": ABOUT.format(title=module.title),
        "TEACHING.md": TEACHING.format(title=module.title),
        "questions.toml": questions(),
        "checkpoint.py": CHECKPOINT.format(name=module.name, export=module.export),
        "hints.toml": write_toml(HINTS),
        "misconceptions/forgets_the_step.py": MISCONCEPTION,
    }
    return {PurePosixPath(module.id, name): text for name, text in drafts.items()}


def questions() -> str:
    blocks = ["# Bands and samples only; the texts and points of the questions stand in the module file.\n"]
    for name in ("q1", "q2", "q3"):
        body = write_toml({name: {"look_for": ["what a good answer names"], "bands": BANDS}})
        samples = (f'[[{name}.sample]]\nlevel = "{level}"\npoints = {points}\n' for level, points in SAMPLES)
        blocks += [body, *(f'{sample}text = "an answer"\nreason = "why this mark"\n' for sample in samples)]
    return "\n".join(blocks)


def entry(module: Module) -> str:
    """The module's table for the end of course.toml, where its place decides its number."""
    keys = ("name", "title", "tier", "export", "needs")
    return write_toml({"module": [{key: getattr(module, key) for key in keys}]})
