#!/bin/bash
# Writes SHA256SUMS of every file in a folder, in a fixed order; refuses a folder without installers.
#
#   packaging/ci/checksums.sh FOLDER
#
# Whoever has the files checks them with: sha256sum --check SHA256SUMS
set -euo pipefail
cd "${1:?which folder?}"

for ending in deb tar.zst exe dmg cdx.json; do
    if ! compgen -G "*.$ending" >/dev/null; then
        echo "There is no .$ending here." >&2
        exit 1
    fi
done
rm -f SHA256SUMS
export LC_ALL=C
sha256sum -- * >../SHA256SUMS.new
mv ../SHA256SUMS.new SHA256SUMS
sha256sum --check --quiet SHA256SUMS
