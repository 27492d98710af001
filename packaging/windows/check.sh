#!/bin/bash
# Proves on Linux that the installer's script compiles, against a folder that stands in for the
# frozen one, and that what comes out is an installer of Windows with all of it inside.
#
#   packaging/windows/check.sh [FOLDER FOR THE RESULT]
#
# Needs nsis (system-packages.sh windows) and, for a look inside, 7z; runs nothing of Windows'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v makensis >/dev/null; then
    echo "This needs makensis: packaging/linux/system-packages.sh windows" >&2
    exit 1
fi
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' otp_gui/__init__.py)
numbers=$(grep -oE '^[0-9]+\.[0-9]+\.[0-9]+' <<<"$version").0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
result=${1:-$work}
mkdir -p "$result" "$work/frozen/_internal/otp_gui/resources"
for name in otp-gui.exe otp-check.exe _internal/python3.dll _internal/otp_gui/resources/x.svg; do
    echo "stands in for $name" >"$work/frozen/$name"
done
packaging/windows/one-pixel.sh >"$work/icon.ico"

target=$result/otp-gui-$version-setup.exe
# Warnings end it. In the place of the program that signs, test sees that the script for it is found.
makensis -V2 -WX -INPUTCHARSET UTF8 -DVERSION="$version" -DNUMBERS="$numbers" \
    -DFROZEN="$work/frozen" -DICON="$work/icon.ico" -DOUTPUT="$target" -DSIGN="test -f sign.ps1 -a -s" \
    packaging/windows/otp_gui.nsi

if [[ $(head -c 2 "$target") != MZ ]]; then
    echo "$target is no program of Windows." >&2
    exit 1
fi
for words in requestedExecutionLevel highestAvailable; do
    if ! grep -aq "$words" "$target"; then
        echo "The manifest does not say $words." >&2
        exit 1
    fi
done
echo "compiled: $(basename "$target"), $(stat -c %s "$target") bytes, with stand-ins"
if command -v 7z >/dev/null; then
    7z l "$target" | grep -E 'otp-gui\.exe|otp-check\.exe|python3\.dll|x\.svg|uninstall\.exe'
fi
