# Sourced by scripts/run, scripts/test and scripts/bench: what they need from the distribution, and how it gets there.
# Packages by name only. Nothing is installed without the list being printed first.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$(basename "$0"): $*"; exit 1; }

# What a server is built from; and, with `test`, what tests need on top.
packages_for() {
    echo "gcc libc6-dev cmake ninja-build pkg-config gettext"
    echo "libuv1-dev libsqlite3-dev liblua5.4-dev libseccomp-dev libjansson-dev libyaml-dev libmd4c-dev libsodium-dev"
    # llhttp: a library where the distribution has one, else its C sources
    if [ -n "$(apt-cache madison libllhttp-dev 2>/dev/null | head -n 1)" ]; then echo libllhttp-dev; else echo node-llhttp; fi
    if [ "${1:-}" = test ]; then echo "clang libclang-rt-14-dev clang-format libcmocka-dev chromium procps curl"; fi
    if [ "${1:-}" = bench ]; then echo "clang libcmocka-dev curl"; fi
}

missing_packages() {
    local name missing=()
    for name in $(packages_for "$1"); do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$name")
    done
    # node and npm may have come from elsewhere: the commands count
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    echo "${missing[*]}"
}

# setup KIND INSTALL: KIND is run, test or bench; INSTALL is yes or no.
setup() {
    command -v dpkg-query >/dev/null || fail "this script sets up Debian and its relatives; elsewhere install by hand: $(packages_for "$1" | tr '\n' ' ')"
    local missing sudo=()
    missing=$(missing_packages "$1")
    if [ -n "$missing" ]; then
        [ "$(id -u)" = 0 ] || sudo=(sudo)
        local line="${sudo[*]:+${sudo[*]} }apt-get install --no-install-recommends $missing"
        if [ "$2" = no ]; then
            say "These packages are missing, and --no-install was given. Type this, then start again:"
            say "  $line"
            exit 1
        fi
        say "Installing Debian packages: $missing"
        [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "not root, and there is no sudo. As root, type: apt-get install --no-install-recommends $missing"
        if ! { "${sudo[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends $missing >/dev/null; }; then
            fail "the packages could not be installed. Is there a network? Type this to see why: $line"
        fi
    fi
    npm_install "$ROOT/web" "$2"
    if [ "$1" = test ]; then npm_install "$ROOT/tests/browser" "$2"; fi
}

# npm_install DIR INSTALL: what package-lock.json says, if it is not there already.
npm_install() {
    [ -f "$1/package.json" ] || return 0
    if [ -f "$1/node_modules/.installed" ] && cmp -s "$1/package-lock.json" "$1/node_modules/.installed"; then return 0; fi
    if [ "$2" = no ]; then
        say "npm packages are missing, and --no-install was given. Type this, then start again:"
        say "  (cd $1 && npm ci)"
        exit 1
    fi
    say "Installing npm packages for ${1#"$ROOT"/}: $(node -e 'const p=require(process.argv[1]);console.log(Object.keys({...p.dependencies,...p.devDependencies}).join(" "))' "$1/package.json")"
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) || fail "npm ci failed in $1. Is there a network?"
    cp "$1/package-lock.json" "$1/node_modules/.installed"
}

# build PRESET [TARGET...]: configured once, then only what changed.
build() {
    local preset=$1
    shift
    command -v "$(node -e 'const p=require(process.argv[1]).configurePresets.find(p=>p.name===process.argv[2]);console.log(p.cacheVariables.CMAKE_C_COMPILER)' "$ROOT/CMakePresets.json" "$preset")" >/dev/null \
        || fail "the compiler of preset $preset is missing; start again without --no-install"
    if [ ! -f "$ROOT/build/$preset/build.ninja" ]; then
        say "Configuring the $preset build (once)"
        (cd "$ROOT" && cmake --preset "$preset" >"/tmp/proeftuin-cmake-$$.log" 2>&1) || { cat "/tmp/proeftuin-cmake-$$.log" >&2; rm -f "/tmp/proeftuin-cmake-$$.log"; fail "cmake failed; see above"; }
        rm -f "/tmp/proeftuin-cmake-$$.log"
    fi
    ninja -C "$ROOT/build/$preset" --quiet "$@" >&2 || fail "the $preset build failed; see above"
}
