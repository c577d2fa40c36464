#!/bin/sh
# Prints the first Python from 3.11 to 3.13 that can make virtual environments, or the one that is
# named. Where there is none, says what is wanting and fails.
[ -n "$1" ] || set -- python3.12 python3.13 python3.11 python3 python
without_venv=
other=
for name in "$@"; do
    version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
        3.11 | 3.12 | 3.13)
            if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
                command -v "$name"
                exit
            fi
            without_venv=$version
            ;;
        *) other=$version ;;
    esac
done

if [ -n "$without_venv" ]; then
    echo "Python $without_venv is here, but it cannot make virtual environments."
    echo "On Debian or Ubuntu: sudo apt-get install python$without_venv-venv"
elif [ -n "$other" ]; then
    echo "Python $other is here, but the lab needs 3.11, 3.12 or 3.13: TensorFlow is built for no other."
else
    echo "There is no Python here. The lab needs 3.11, 3.12 or 3.13."
    echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
fi >&2
echo "If one lies elsewhere, name it: make run PYTHON=/path/to/python3.12" >&2
exit 1
