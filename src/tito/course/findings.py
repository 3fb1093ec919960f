"""What `tito dev check` found: one place in the curriculum that breaks one rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    module: str  # "01_tensor"; empty for the course as a whole
    where: str  # "line 40, exercise add", or a file
    rule: str  # one word that names the rule: "points", "leak"
    message: str

    def __str__(self) -> str:
        return f"{self.module or 'course'}: {self.where}: {self.rule}: {self.message}"
