#!/usr/bin/env bash
# From a fresh clone to a working set-up: environment, workspace, health check. Safe to run again.
set -euo pipefail

usage="usage: ./setup-environment.sh [--with-torch] [--yes]
  --with-torch  also install PyTorch, which the maintainers' tests compare with (large; the course does not need it)
  --yes         answer every question with yes"

torch=no
yes=()
for argument in "$@"; do
    case $argument in
    --with-torch) torch=yes ;;
    --yes | -y) yes=(--yes) ;;
    --help | -h) echo "$usage"; exit 0 ;;
    *) echo "error: unknown option $argument" >&2; echo "$usage" >&2; exit 2 ;;
    esac
done

cd "$(dirname "${BASH_SOURCE[0]}")"
./tito ${yes[@]+"${yes[@]}"} --version # the first call of the launcher makes the environment
if [ "$torch" = yes ]; then
    .venv/bin/python -m pip install -qq --no-input --editable '.[oracle]'
fi
./tito init .
./tito system health

cat <<'EOF2'

Ready. Next:
  source activate.sh
  tito module start 00     ten minutes, once around the cycle
  then                     cd modules/01_tensor && jupyter lab 01_tensor.ipynb
EOF2
