#!/bin/bash
# Sees that the Debian packages of the named groups are there; installs what is missing.
#
#   system-packages.sh GROUP...
#
# Groups: venv (for the interpreter in $PYTHON), run, display, headless, test, build, root, windows.
# Needs root or sudo only where something is missing.
set -euo pipefail

group() {
    case $1 in
        venv)
            # Debian ships Python without ensurepip, which makes virtual environments.
            "$PYTHON" -c 'import ensurepip' 2>/dev/null ||
                "$PYTHON" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'
            ;;
        run)
            # What Qt's libraries link to, and the CA certificates that https is checked against.
            echo libegl1 libgl1 libglib2.0-0 libfontconfig1 libfreetype6 libxkbcommon0 libdbus-1-3
            echo libx11-6 ca-certificates
            ;;
        display)
            # Qt's xcb plugin; it blames xcb-cursor whichever of these is missing.
            echo libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0
            ;;
        headless)
            echo xvfb xauth
            ;;
        test)
            # A session bus, a real keyring, eyes (what screen readers see by) and hands.
            echo dbus gnome-keyring at-spi2-core xdotool
            ;;
        build)
            # Strips, packs and checks a package; what the rest of Qt's plugins link to, so that
            # dpkg-shlibdeps finds which packages those are of.
            echo binutils dpkg-dev lintian desktop-file-utils appstream zstd
            echo libwayland-client0 libwayland-cursor0 libxcb-randr0 libxcb-xkb1
            ;;
        root)
            # Makes a fresh Debian to install into, and turns its screenshots into pictures.
            echo debootstrap imagemagick
            ;;
        windows)
            # Compiles the installer of Windows.
            echo nsis
            ;;
        *)
            echo "$0: no group '$1'" >&2
            return 2
            ;;
    esac
}

installed() {
    local state
    # Debian 13 and Ubuntu 24.04 renamed some libraries to …t64.
    state=$(dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" "$1t64" 2>/dev/null || true)
    [[ $state == *ii* ]]
}

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1
}

install() {
    apt install --yes --no-install-recommends "${missing[@]}"
}

wanted=()
for name in "$@"; do
    packages=$(group "$name")
    # shellcheck disable=SC2206  # package names hold no white space
    wanted+=($packages)
done

if [[ $(uname -s) != Linux ]]; then
    exit 0
fi
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "No apt here: see that your system has what Debian calls ${wanted[*]}" >&2
    exit 0
fi

missing=()
for name in "${wanted[@]}"; do
    installed "$name" || missing+=("$name")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "Neither root nor sudo. Have these packages installed, then repeat: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "Installing system packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists may be absent (a fresh system) or stale: fetch them only if it does not work.
if ! install && ! { apt update && install; }; then
    cat "$log" >&2
    exit 1
fi
