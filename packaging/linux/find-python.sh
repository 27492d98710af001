#!/bin/bash
# Prints the first of the named interpreters that the project supports: Python 3.11 to 3.13.
#
#   find-python.sh NAME...
set -euo pipefail

seen=""
for name in "$@"; do
    version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
        3.11 | 3.12 | 3.13)
            command -v "$name"
            exit 0
            ;;
    esac
    seen+=" $name is $version;"
done
echo "Python 3.11, 3.12 or 3.13 is needed.${seen:+ Here$seen}" >&2
echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2
exit 1
