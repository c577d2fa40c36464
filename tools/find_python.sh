#!/bin/sh
# Prints the first Python from 3.11 to 3.13 on the path; nothing where there is none.
for name in python3.12 python3.13 python3.11 python3 python; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
