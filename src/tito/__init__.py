"""tito: one command for students, instructors and maintainers of the TinyTorch course."""

__version__ = "0.1.0"
