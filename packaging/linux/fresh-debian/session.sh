#!/bin/bash
# One session of an agent at a desktop: a screen, a bus, a keyring and hands.
#
#   session.sh use|look PICTURE
#
# "use" stores a token, follows a link into the window and completes its login by the keyboard;
# "look" finds the token again and opens the window as it is. Both leave PICTURE.xwd.
set -eEuo pipefail
trap 'echo "FAILED: line $LINENO of $0 $*" >&2' ERR

export LANG=C.UTF-8

if [[ -z ${DBUS_SESSION_BUS_ADDRESS:-} ]]; then
    XDG_RUNTIME_DIR=$(mktemp -d)
    export XDG_RUNTIME_DIR
    exec dbus-run-session -- "$0" "$@"
fi

task=$1
picture=$2
history=~/.local/share/otp-gui/history.sqlite3
# The sandbox makes its logins anew at each start: otp-check's completing this one is no matter.
login="requestId=00000000-0000-4000-8000-000000000001&recipient=%2B79990000001&env=sandbox"
patience=60

exec 3< <(exec Xvfb -displayfd 1 -screen 0 1280x900x24 -noreset -nolisten tcp 2>/dev/null)
screen=$!
read -r number <&3
export DISPLAY=:$number QT_QPA_PLATFORM=xcb
trap 'kill "$screen"' EXIT

printf 'made-up password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null

if [[ $task == use ]]; then
    printf 'made-up-token-1234' | otp-check token set production 2>/dev/null
    xdg-open "otp-gui://inspect?$login" &
else
    otp-gui &
fi
otp-check token status production 2>&1 | grep 1234 >/dev/null

window=$(timeout "$patience" xdotool search --sync --onlyvisible --name '^OTP GUI' | tail -n 1)
xdotool windowfocus --sync "$window"

done_by_window() {
    [[ $(sqlite3 "$history" "SELECT count(*) FROM checks WHERE source = 'gui' AND verdict = 'success'") -gt 0 ]]
}

if [[ $task == use ]]; then
    for ((second = 0; second < patience; second++)); do
        ! done_by_window || break
        # Before the form is filled and the services are there, the keys do nothing.
        xdotool key --clearmodifiers ctrl+Return
        sleep 1
    done
    done_by_window
fi
# Let the answer, or the history, be painted.
sleep 2
xwd -silent -root -out "$picture.xwd"
xdotool key --clearmodifiers ctrl+q
wait %+ 2>/dev/null || true
! pgrep -x otp-gui || { echo "the window does not close" >&2; exit 1; }
