"""The one runner of checks: for the student's `module test`, for grading, and for the maintainers' proofs.

Reading order: plan (what runs) → cells (running one) → outcomes (what an error means) → local_driver (cells and checks
in one process) → wire, serve, handles, verdict (in two) → events, supervise (deadlines, replay, the Report) → local,
split (what others call) → reference, prove → capability, prove_checkpoint.
"""
