# shellcheck shell=bash
# Brings a checkout to the point where dist/main.js runs. Sourced by quickstart and test, which set `root`.
# Says what it does on stderr only. Functions return 2 when a person has to install something first.

say() { printf 'czar: %s\n' "$*" >&2; }

set_up() {
  need_tools && install_packages && node "$root/scripts/build.mjs" --if-stale >&2
}

need_tools() {
  local missing
  missing=$(missing_tools)
  if [ -n "$missing" ] && may_install; then
    say "installing $missing"
    install_tools "$missing" || say "apt-get failed"
    hash -r
    missing=$(missing_tools)
  fi
  if [ -n "$missing" ]; then
    say "please install first: $missing (on Debian and Ubuntu, as root: apt-get install $missing)"
    return 2
  fi
  node_is_new_enough
}

# The names are those of apt's packages.
missing_tools() {
  local tool missing=''
  for tool in git tmux; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
  done
  command -v node >/dev/null || missing="$missing nodejs"
  command -v npm >/dev/null || missing="$missing npm"
  printf '%s' "${missing# }"
}

# A package manager changes the whole machine, so it is called only where that is expected: as root or in CI.
may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ -n "${CI:-}" ]; }
}

install_tools() {
  # shellcheck disable=SC2086 # a list of words
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $1; } >&2
}

node_is_new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' && return
  say "node $(node --version) is too old: please install node 20.19 or newer (https://nodejs.org)"
  return 2
}

# The stamp lies in node_modules: it goes when the packages go.
install_packages() {
  local stamp="$root/node_modules/.installed-from" wanted
  wanted="$(uname -sm) $(cksum <"$root/package-lock.json")" || return 1
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  say 'installing packages'
  npm_ci >&2 && printf '%s\n' "$wanted" >"$stamp"
}

# npm keeps its cache below HOME; without a usable HOME it gets one that lives as long as the call.
npm_ci() (
  cd "$root" || exit 1
  if [ ! -d "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    HOME=$(mktemp -d) || exit 1
    export HOME npm_config_cache="$HOME/npm"
    trap 'rm -rf "$HOME"' EXIT
  fi
  npm ci --include=dev --no-audit --no-fund
)
