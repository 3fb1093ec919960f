"""Speed, measured side by side. Start with README.md; `python -m benchmarks framework`, `tool`, `report`."""
