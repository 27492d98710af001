#!/bin/bash
# Runs the tests that need no X display, on any system, in an environment of their own.
#
#   packaging/ci/tests.sh [PYTEST ARGUMENTS]
#
# Takes the first python on the PATH. On Windows: Git's bash.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ $# -eq 0 ]]; then
    set -- tests/unit tests/contract tests/ui tests/hostile tests/packaging
fi
environment=build/tests-venv
python -m venv --clear "$environment"
bin=$environment/bin
if [[ ! -d $bin ]]; then
    bin=$environment/Scripts
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$bin/python" -m pip install --quiet --require-hashes --requirement packaging/requirements-dev.lock
"$bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
"$bin/python" packaging/build_catalogues.py >/dev/null
QT_QPA_PLATFORM=offscreen "$bin/python" -m pytest "$@"
