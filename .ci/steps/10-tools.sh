# Installs the programs that nobody here wrote: clients for the interoperability tests, and the fuzzer's driver.
. .ci/interop.env
packages=""
need() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
need cc gcc
need curl curl
need node nodejs
need npm npm
need python3 python3
need chromium chromium
need chromedriver chromium-driver
need xmllint libxml2-utils
need prosody prosody
# The daemon's command is outside an ordinary user's path.
[ -x /usr/sbin/ejabberdctl ] || packages="$packages ejabberd"
[ -f /usr/include/gloox/client.h ] || packages="$packages libgloox-dev"
python3 -c 'import ensurepip, venv' 2>/dev/null || packages="$packages python3-venv"
# libFuzzer's runtime is C++.
need c++ g++
if [ -n "$packages" ]; then
    sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi
[ -x "$INTEROP_HOME/venv/bin/python3" ] || python3 -m venv "$INTEROP_HOME/venv"
git ls-files '*requirements.txt' | while read -r file; do
    "$INTEROP_HOME/venv/bin/pip" install -q --disable-pip-version-check -r "$file"
done
git ls-files '*package.json' | while read -r file; do
    (cd "$(dirname "$file")" && npm install --no-package-lock --no-audit --no-fund --silent)
done
[ -x "$INTEROP_HOME/cargo/bin/cargo-fuzz" ] || cargo install -q --locked --root "$INTEROP_HOME/cargo" cargo-fuzz@0.13.2
