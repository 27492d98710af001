#!/bin/bash
# Builds the last commit twice, each time in a clone of its own with its own environment, and says
# what differs between the frozen folders and between the packages.
set -euo pipefail

top=$(git rev-parse --show-toplevel)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

for turn in first second-in-another-place; do
    clone=$place/$turn
    git clone --quiet --shared "$top" "$clone"
    git -C "$clone" checkout --quiet --detach "$(git rev-parse HEAD)"
    make -C "$clone" frozen
    (
        cd "$clone"
        export PYTHONSAFEPATH=1 PYTHONPATH=packaging
        build/venv/bin/python -m linux.make_deb --draft --dist dist/packages
        build/venv/bin/python -m linux.make_tarball --dist dist/packages
    )
done
PYTHONPATH=packaging python3 -m linux.compare "$place/first/dist" "$place/second-in-another-place/dist"
