#!/bin/bash
# The life of the package on a fresh Debian, from installing to purging; run there as root.
set -eEuo pipefail
trap 'echo "FAILED: line $LINENO of $0" >&2' ERR

export DEBIAN_FRONTEND=noninteractive
log=/test/apt.log
pictures=/test/pictures

say() { echo "  $*"; }

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

apt() { apt-get -qq --yes --no-install-recommends "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; fail "apt-get $*"; }; }

state() { dpkg-query -W -f '${db:Status-Abbrev} ${Version}' otp-gui 2>/dev/null || true; }

as_agent() { su --login agent --command "$*"; }

rows() { as_agent "sqlite3 $history \"SELECT verdict || ' ' || source || ' ' || environment FROM checks\""; }

mount -t proc proc /proc
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /tmp
chmod 1777 /dev/shm /tmp
hostname fresh-debian
useradd --create-home --shell /bin/bash agent
home=$(getent passwd agent | cut -d: -f6)
history=$home/.local/share/otp-gui/history.sqlite3
mkdir -p "$pictures"
chown agent "$pictures"

apt update
dpkg -i /test/older.deb >>"$log" 2>&1 && fail "a bare system lacks nothing: is the test one?"
apt --fix-broken install
[[ $(state) == "ii  "* ]] || fail "not installed: $(state)"
say "installed $(state), with what it depends on: $(dpkg-query -W | wc -l) packages in all"

# GTK is suggested only, and its plugin is passed over without it.
lacking=$(find /usr/lib/otp-gui -type f \( -name '*.so*' -o -name 'otp-*' \) ! -name libqgtk3.so \
    -exec ldd {} + 2>/dev/null | grep 'not found' || true)
[[ -z $lacking ]] || fail "libraries are missing: $lacking"
say "no library is missing: nothing but the package's own dependencies is installed"

say "$(as_agent otp-check --version), $(as_agent otp-gui --version)"
as_agent otp-check complete 00000000-0000-4000-8000-000000000001 \
    --recipient +79990000001 --env sandbox --json >/test/complete.json
grep -q '"verdict": "success"' /test/complete.json || fail "otp-check: $(cat /test/complete.json)"
say "otp-check has completed a login of the sandbox"

apt install xvfb xdotool x11-apps dbus gnome-keyring at-spi2-core xdg-utils sqlite3 man-db \
    desktop-file-utils zsh fish
apt install --reinstall /test/older.deb
[[ $(rows) == "success cli sandbox" ]] || fail "what otp-check did is not in the history: $(rows)"
for page in otp-gui otp-check; do
    man -w "$page" >/dev/null || fail "there is no manual page of $page"
done
bash -n /usr/share/bash-completion/completions/otp-check
zsh -n /usr/share/zsh/vendor-completions/_otp-check
fish --no-execute /usr/share/fish/vendor_completions.d/otp-check.fish
grep -q 'x-scheme-handler/otp-gui=otp-gui.desktop' /usr/share/applications/mimeinfo.cache ||
    fail "the desktop does not know the links"
say "manual pages, completions and the handler of links are there"

as_agent /test/session.sh use "$pictures/1-used"
rows | grep -q '^success gui sandbox$' || fail "the window's check is not in the history: $(rows)"
say "the window has completed a login of the sandbox: $(rows | tail -n 1)"
before=$(rows)

dpkg -i /test/newer.deb >>"$log" 2>&1
say "upgraded to $(state)"
as_agent /test/session.sh look "$pictures/2-upgraded"
[[ $(rows) == "$before" ]] || fail "the upgrade has changed the history: $(rows)"
say "after the upgrade: $(rows | wc -l) rows kept, and the token in the keyring"

dpkg -L otp-gui >/test/files
apt remove otp-gui
# It has no settings of the system's, so nothing is left to purge.
dpkg --purge otp-gui >>"$log" 2>&1
[[ -z $(state) || $(state) == "un"* ]] || fail "not purged: $(state)"
left=$(while read -r file; do [[ -d $file && $file != *otp-gui* ]] || ls -d "$file" 2>/dev/null || true; done </test/files)
left+=$(find / -xdev \( -path /proc -o -path /test -o -path "$home" \) -prune -o \
    \( -iname '*otp-gui*' -o -iname '*otp_gui*' -o -iname '*otp-check*' \) -print)
[[ -z $left ]] || fail "purging has left: $left"
! grep -q otp-gui /usr/share/applications/mimeinfo.cache || fail "the links' handler is left"
[[ -s $history ]] || fail "purging has taken the user's own files"
say "purged: no file is left; the user's own are untouched"
