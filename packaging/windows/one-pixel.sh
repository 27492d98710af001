#!/bin/bash
# Prints the smallest icon there is, one picture of one pixel: it stands in for the drawn one.
set -euo pipefail
printf '\0\0\1\0\1\0\1\1\0\0\1\0\x20\0\x30\0\0\0\x16\0\0\0'
printf '\x28\0\0\0\1\0\0\0\2\0\0\0\1\0\x20\0\0\0\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
printf '\xff\xff\xff\xff\0\0\0\0'
