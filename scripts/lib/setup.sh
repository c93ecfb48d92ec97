# Sourced by scripts/run, scripts/test, scripts/fuzz and scripts/bench: what they need from the distribution, and how it gets there.
# Packages by name only. Nothing is installed without the list being printed first.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$(basename "$0"): $*"; exit 1; }

# What a server is built from; and what tests and measuring need on top.
packages_for() {
    echo "gcc libc6-dev cmake ninja-build pkg-config gettext"
    echo "libuv1-dev libsqlite3-dev liblua5.4-dev libseccomp-dev libjansson-dev libyaml-dev libmd4c-dev libsodium-dev"
    case $1 in
    test) echo "clang libclang-rt-14-dev clang-format libcmocka-dev chromium sqlite3 procps" ;;
    fuzz) echo "clang libclang-rt-14-dev libcmocka-dev" ;;
    bench) echo "clang libcmocka-dev" ;;
    esac
}

missing_packages() {
    local installed name missing=()
    installed=$(dpkg-query -W -f '${Package} ${Status}\n' $(packages_for "$1") libllhttp-dev node-llhttp 2>/dev/null | sed -n 's/ install ok installed$//p') || true
    for name in $(packages_for "$1"); do
        [[ $'\n'$installed$'\n' == *$'\n'"$name"$'\n'* ]] || missing+=("$name")
    done
    # llhttp: a library where the distribution has one; Debian 12 has its C sources in node-llhttp
    if [[ $installed != *llhttp* ]]; then
        if apt-cache show libllhttp-dev >/dev/null 2>&1; then missing+=(libllhttp-dev); else missing+=(node-llhttp); fi
    fi
    # node and npm may have come from elsewhere: the commands count
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    echo "${missing[*]}"
}

# setup KIND INSTALL: KIND is run, test, fuzz or bench; INSTALL is yes or no.
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

# build PRESET [TARGET...]: configured once, then only what changed. What the tools say is shown only when they fail.
build() {
    local preset=$1 log
    shift
    log=$(mktemp)
    if [ ! -f "$ROOT/build/$preset/build.ninja" ]; then
        say "Configuring the $preset build (once)"
        (cd "$ROOT" && cmake --preset "$preset") >"$log" 2>&1 || build_failed "$preset" "$log"
    fi
    if ! ninja -C "$ROOT/build/$preset" -n "$@" 2>/dev/null | grep -q 'no work to do'; then say "Building ($preset)"; fi
    ninja -C "$ROOT/build/$preset" "$@" >"$log" 2>&1 || build_failed "$preset" "$log"
    rm -f "$log"
}

build_failed() {
    tail -n 60 "$2" >&2
    rm -f "$2"
    fail "the $1 build failed; see above"
}
