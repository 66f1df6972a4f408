# shellcheck shell=sh
# Set-up shared by bin/start and bin/test, which source it. Everything it makes goes into var/ and .venv/.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
cd "$ROOT" || exit 1
PYTHON="$ROOT/.venv/bin/python"

say() { printf '%s\n' "$*"; }
warn() { printf 'Warning: %s\n' "$*" >&2; }
die() {
    printf '%s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null 2>&1; then
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

is_installed() {
    dpkg -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'
}

# Installs the named Debian packages that are missing; carries on with a warning where that is impossible.
install_system_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        warn "this machine has no apt-get. If something fails below, install what stands for: $*"
        return 0
    fi
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    say "Installing system packages:$missing"
    # shellcheck disable=SC2086 # one word for each package
    if ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing; } >"$ROOT/var/log/apt.log" 2>&1; then
        tail -n 5 "$ROOT/var/log/apt.log" >&2
        warn "could not install$missing. Carrying on; run as root: apt-get install --no-install-recommends$missing"
    fi
}

# A python that is new enough, really runs (a version manager's shim may not) and can make environments.
find_python() {
    for candidate in python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

make_environment() {
    if "$PYTHON" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        return 0
    fi
    if ! python=$(find_python); then
        install_system_packages python3-venv
        python=$(find_python) || die "Python 3.11 or newer with its venv module is needed and was not found."
    fi
    say "Making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv || die "Could not make .venv."
}

# Installs one locked list, unless this environment already has exactly that list.
install_requirements() {
    mkdir -p .venv/installed
    if cmp -s "$1" ".venv/installed/$1"; then
        return 0
    fi
    # pip trusts what this machine trusts: a council's network often checks traffic with a certificate of its own.
    if [ -z "${PIP_CERT:-}" ] && [ -r /etc/ssl/certs/ca-certificates.crt ]; then
        export PIP_CERT=/etc/ssl/certs/ca-certificates.crt
    fi
    say "Installing $1"
    if ! "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1" \
        >var/log/pip.log 2>&1; then
        tail -n 20 var/log/pip.log >&2
        die "Could not install $1."
    fi
    cp "$1" ".venv/installed/$1"
}

# set_up REQUIREMENTS... -- PACKAGES...
# To what both scripts need (certificates for pip, the libraries that make PDF files) it adds the named lists and
# packages. One set-up at a time in a clone: a second one waits for the first.
set_up() {
    mkdir -p var/log
    exec 9>var/set-up.lock
    if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
        say "Waiting for another set-up of this clone"
        flock 9
    fi
    requirements=requirements.txt
    while [ "$1" != -- ]; do
        requirements="$requirements $1"
        shift
    done
    shift
    install_system_packages ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "$@"
    make_environment
    for list in $requirements; do
        install_requirements "$list"
    done
    exec 9>&-
}

