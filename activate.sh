# Source this file (bash or zsh) to use the clone's environment:  source activate.sh
# It works from any folder, and leaves nothing behind in the shell but the activated environment.

if [ -n "${ZSH_VERSION:-}" ]; then
    eval '_tito_here=${${(%):-%x}:A:h}' # zsh's spelling, which bash must not parse
else
    _tito_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
fi

if [ -z "${ZSH_VERSION:-}" ] && [ "${BASH_SOURCE[0]}" = "$0" ]; then
    echo "error: this file must be sourced to have an effect. Type: source activate.sh" >&2
    exit 2
elif [ -f "$_tito_here/.venv/bin/activate" ]; then
    . "$_tito_here/.venv/bin/activate"
    unset _tito_here
else
    echo "error: there is no environment in $_tito_here yet. Type: ./setup-environment.sh" >&2
    unset _tito_here
    return 3
fi
