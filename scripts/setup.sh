#!/bin/sh
# Make .venv hold exactly the pinned and hashed requirements, with Cinearr itself from src/. Usage: setup.sh STAMP
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf '\n%s\n\n' "$*" >&2
    exit 1
}

# A linked .venv belongs to someone else: use it, but never change what is in it.
if [ -L .venv ]; then
    echo "Using the linked .venv as it is."
    exit 0
fi

python=
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Cinearr needs Python 3.11 or newer and found none. Install one, or name it: make PYTHON=/path/to/python3"

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv .venv
    elif "$python" -c 'import venv' 2>/dev/null && "$python" -m pip --version >/dev/null 2>&1; then
        # Some distributions leave ensurepip out; a pip of theirs can put one into the environment.
        "$python" -m venv --without-pip .venv
        "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check pip
    else
        rm -rf .venv
        fail "This Python cannot make virtual environments ('ensurepip' is missing).
On Debian and Ubuntu: apt install python3-venv. Then run the same command again."
    fi
fi

# uv itself is pinned and hashed too; everything else comes through it.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.txt
.venv/bin/uv pip sync --python .venv/bin/python --require-hashes requirements-dev.txt
# The build tool is among the requirements, so nothing unpinned is fetched to install Cinearr from its sources.
.venv/bin/uv pip install --python .venv/bin/python --quiet --no-deps --no-build-isolation --editable .
touch "$1"
