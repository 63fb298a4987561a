#!/bin/sh
# Looks for what has to be on the machine before anything starts, and names all that is missing at once.
# Usage: prerequisites.sh [python] [node] [terraform]
set -u
python=${PYTHON:-python3}
failed=0

missing() {
    printf '%s: %s\n    expected: %s\n    remedy:   %s\n' "$1" "$2" "$3" "$4" >&2
    failed=1
}

check_python() {
    # A shim can be on PATH for a version that is not chosen.
    if ! "$python" -c '' >/dev/null 2>&1; then
        missing Python "$python is not on PATH" "version 3.11 or later" "install it, or name it: make PYTHON=..."
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        missing Python "$("$python" --version) is too old" "version 3.11 or later" "name another: make PYTHON=..."
    elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        missing Python "has no venv module" "venv and ensurepip" "install your system's python3-venv"
    fi
}

check_node() {
    if ! command -v node >/dev/null 2>&1; then
        missing Node.js "node is not on PATH" "version 20 or 22" "install Node.js 22"
        return
    fi
    case $(node --version) in
        v20.* | v22.*) ;;
        *) missing Node.js "$(node --version) does not run the cdktf CLI" "version 20 or 22" "install Node.js 22" ;;
    esac
    command -v npm >/dev/null 2>&1 || missing npm "is not on PATH" "the npm of Node.js" "install it"
}

check_terraform() {
    terraform=${TERRAFORM_BINARY_NAME:-terraform}
    if ! command -v "$terraform" >/dev/null 2>&1; then
        missing Terraform "$terraform is not on PATH" "version 1.11 or later" "install it from developer.hashicorp.com"
        return
    fi
    version=$(CHECKPOINT_DISABLE=1 "$terraform" version 2>/dev/null | sed -n 's/^[A-Za-z]* v\([0-9.]*\).*/\1/p' | head -n 1)
    major=${version%%.*}
    rest=${version#*.}
    minor=${rest%%.*}
    if [ "${major:-0}" -lt 1 ] || { [ "$major" -eq 1 ] && [ "${minor:-0}" -lt 11 ]; }; then
        missing Terraform "version ${version:-unknown} has no write-only arguments" "version 1.11 or later" "upgrade it"
    fi
}

for what in "$@"; do
    "check_$what"
done
exit "$failed"
