"""Speed, measured side by side. Start with README.md; `python -m benchmarks --help` names what can be measured."""
