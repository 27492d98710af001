#!/bin/bash
# Runs the installer of Windows in Wine, with programs of Wine's own standing in for ours: installs it
# for one user and for all, upgrades it, meets a program that is in use, and uninstalls it.
#
#   packaging/windows/try-in-wine.sh
#
# Needs nsis, wine64 and xvfb. The script is compiled for 64 bits here, so that no Wine of 32 bits is
# needed; what is released runs on 32 bits, as all installers of NSIS do. Proves nothing of signing,
# of the shell's questions or of access rights.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for program in makensis wine xvfb-run; do
    if ! command -v "$program" >/dev/null; then
        echo "This needs $program." >&2
        exit 1
    fi
done
if [[ -z ${DISPLAY:-} ]]; then
    exec xvfb-run --auto-servernum "$0"
fi

work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEARCH=win64
drive=$WINEPREFIX/drive_c
tidy() {
    wineserver_of_this_prefix -k || true
    rm -rf "$work"
}
wineserver_of_this_prefix() {
    local server
    server=$(command -v wineserver64 wineserver /usr/lib/wine/wineserver64 | head -n 1)
    "$server" "$@"
}
trap tidy EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Expects the exit code $1 of a program of Windows.
expect() {
    local wanted=$1 code=0
    shift
    timeout 120 wine "$@" >"$work/printed" 2>&1 || code=$?
    [[ $code -eq $wanted ]] || fail "exit code $code, not $wanted: $*"
}

registered() {
    timeout 60 wine reg query "$@" >"$work/printed" 2>&1
}

# The uninstaller goes on in a copy of itself.
until_gone() {
    local tries
    for ((tries = 0; tries < 50; tries++)); do
        [[ -e $1 ]] || return 0
        sleep 0.2
    done
    fail "$1 is still there"
}

compile() {
    makensis -V1 -X"Target amd64-unicode" -INPUTCHARSET UTF8 -DVERSION="$1" -DNUMBERS="$1.0" \
        -DFROZEN="$work/frozen" -DICON="$work/icon.ico" -DOUTPUT="$work/otp-$1.exe" \
        packaging/windows/otp_gui.nsi
}

timeout 120 wine wineboot --init >/dev/null 2>&1
timeout 60 wine winecfg -v win10 >/dev/null 2>&1
mkdir -p "$work/frozen/_internal"
cp "$drive/windows/system32/hostname.exe" "$work/frozen/otp-gui.exe"
cp "$drive/windows/system32/whoami.exe" "$work/frozen/otp-check.exe"
packaging/windows/one-pixel.sh >"$work/icon.ico"
touch "$work/frozen/_internal/of-the-old-one"
compile 0.0.1
rm "$work/frozen/_internal/of-the-old-one"
touch "$work/frozen/_internal/of-the-new-one"
compile 0.0.2
rm -rf "$work/frozen"

expect 0 "$work/otp-0.0.1.exe" /S /CurrentUser
folder=$(dirname "$(find "$drive/users" -name otp-gui.exe)")
[[ -e $folder/_internal/of-the-old-one ]] || fail "no installation for one user"
registered 'HKCU\Software\Classes\otp-gui\shell\open\command' || fail "no handler of links"
registered 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\OTP GUI' || fail "not listed"
find "$drive/users" -name 'OTP GUI.lnk' | grep -q . || fail "not in the start menu"
echo "ok  installed for one user"

touch "$folder/of-the-user"
expect 0 "$work/otp-0.0.2.exe" /S
[[ ! -e $folder/_internal/of-the-old-one && -e $folder/_internal/of-the-new-one ]] ||
    fail "the upgrade left what was of the old version"
[[ -e $folder/of-the-user ]] || fail "the upgrade deleted a file that is not ours"
echo "ok  upgraded in place"

cp "$drive/windows/system32/cmd.exe" "$folder/otp-check.exe"
mkfifo "$work/keyboard"
wine "$folder/otp-check.exe" <"$work/keyboard" >"$work/console" 2>&1 &
exec 9>"$work/keyboard"
for ((tries = 0; tries < 50; tries++)); do
    [[ -s $work/console ]] && break
    sleep 0.2
done
expect 2 "$work/otp-0.0.1.exe" /S
[[ -e $folder/_internal/of-the-new-one ]] || fail "it touched a program that is in use"
echo "exit" >&9
exec 9>&-
wait $!
echo "ok  left alone what is in use, exit code 2"

expect 0 "$folder/uninstall.exe" /CurrentUser /S
until_gone "$folder/uninstall.exe"
[[ -e $folder/of-the-user && ! -e $folder/_internal ]] || fail "it deleted too much or too little"
! registered 'HKCU\Software\Classes\otp-gui' || fail "links still lead to it"
echo "ok  uninstalled, and nothing but that"

expect 0 "$work/otp-0.0.2.exe" /S /AllUsers '/D=C:\Tools\OTP'
[[ -e $drive/Tools/OTP/otp-gui.exe && -d $drive/ProgramData/otp-gui ]] || fail "not for all users"
registered 'HKLM\Software\Classes\otp-gui\shell\open\command' || fail "no handler of links"
expect 0 "$drive/Tools/OTP/uninstall.exe" /AllUsers /S
until_gone "$drive/Tools/OTP"
[[ ! -e $drive/ProgramData/otp-gui ]] || fail "an empty folder of the administrator's stayed"
echo "ok  installed for all users into another folder, and uninstalled"
