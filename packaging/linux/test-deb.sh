#!/bin/bash
# Installs a package into a fresh Debian, uses it as an ordinary user does, upgrades it, purges it.
#
#   test-deb.sh OLDER.deb NEWER.deb
#
# Needs root: it makes a Debian by debootstrap under build/deb-test (once) and works in a copy of it,
# whose processes and mounts end with this script. Screenshots are left in build/deb-test/pictures.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
place=$here/../../build/deb-test
older=$(realpath "$1")
newer=$(realpath "$2")

if [[ $EUID -ne 0 ]]; then
    echo "This makes a system of its own, which needs root." >&2
    exit 1
fi
mkdir -p "$place"
place=$(cd "$place" && pwd)
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

if [[ ! -e $place/base/.complete ]]; then
    echo "Making a fresh Debian ($suite)"
    rm -rf "$place/base"
    debootstrap --variant=minbase "$suite" "$place/base" >"$place/debootstrap.log"
    touch "$place/base/.complete"
fi

root=$place/root
rm -rf "$root" "$place/pictures"
cp -a --reflink=auto "$place/base" "$root"
trap 'rm -rf "$root"' EXIT
install -d "$root/test" "$place/pictures"
install -m 755 "$here"/fresh-debian/*.sh "$root/test/"
cp "$older" "$root/test/older.deb"
cp "$newer" "$root/test/newer.deb"

unshare --mount --pid --fork --kill-child --uts \
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /test/whole-life.sh

for picture in "$root"/test/pictures/*.xwd; do
    convert "xwd:$picture" "$place/pictures/$(basename "$picture" .xwd).png"
done
echo "Installed, used, upgraded and purged. Screenshots: $(cd "$place/pictures" && echo *.png)"
