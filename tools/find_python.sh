#!/bin/sh
# Prints the path of the first Python from 3.11 to 3.13 that can create virtual environments, or
# of the one named as an argument. If there is none, says what is missing and fails.
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
    echo "Python $without_venv is installed, but it cannot create virtual environments."
    echo "On Debian or Ubuntu: sudo apt-get install python$without_venv-venv"
elif [ -n "$other" ]; then
    echo "Python $other is installed, but the lab needs 3.11, 3.12 or 3.13, as TensorFlow does."
else
    echo "Python is not installed. The lab needs 3.11, 3.12 or 3.13."
    echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
fi >&2
echo "If you have another Python, name it: make run PYTHON=/path/to/python3.12" >&2
exit 1
