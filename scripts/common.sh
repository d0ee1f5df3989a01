# shellcheck shell=bash
# What every other part needs: messages, options, waiting, locks, packages.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep

# Progress goes to stderr: stdout is for what a caller reads (settings, results).
say() {
  printf '%s\n' "$*" >&2
}

fail() {
  say "lockstep: $*"
  exit 1
}

fail_usage() {
  say "lockstep: $* (see ./lockstep help)"
  exit 2
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# take_options NAMES ARGUMENTS...: those of these names go to OPTION, all other arguments to REST
declare -A OPTION=()
REST=()
take_options() {
  local names=" $1 "
  shift
  while (($# > 0)); do
    if [[ $names != *" $1 "* ]]; then
      REST+=("$1")
    elif [[ $1 =~ ^--(db|port|payments)$ ]]; then
      (($# > 1)) || fail_usage "$1 wants a value"
      OPTION[$1]=$2
      shift
    else
      OPTION[$1]=yes
    fi
    shift
  done
}

# await SECONDS COMMAND...: runs it until it succeeds, after ten seconds less often; false when time is up
await() {
  local limit=$1 began=$SECONDS pause=0.1
  shift
  until "$@"; do
    ((SECONDS - began < limit)) || return 1
    ((SECONDS - began < 10)) || pause=1
    sleep "$pause"
  done
}

# lock FILE: until this shell ends or locks another; macOS, where only Docker is used, has no flock
lock() {
  mkdir -p "$(dirname "$1")"
  exec 9>"$1"
  ! has flock || flock 9
}

# with_lock FILE COMMAND...: in a shell of its own, one caller at a time on this machine
with_lock() (
  lock "$1"
  shift
  "$@"
)

port_is_taken() {
  (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Sets JAVA.
need_jdk() {
  local version
  JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
  # other lines may come before it, such as that JAVA_TOOL_OPTIONS were picked up
  version=$("${JAVA}c" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
  ((${version:-0} >= 17)) ||
    fail "a JDK 17 or newer is needed (Debian: openjdk-17-jdk-headless), and ${JAVA}c is ${version:-not there}: set JAVA_HOME"
}

# need_node WHY
need_node() {
  local version
  has node || say "$1"
  need_packages node=nodejs
  version=$(node --version)
  version=${version#v}
  ((${version%%.*} >= 18)) || fail "$1 18 or newer, and this is $version"
}

# need_packages PROGRAM=PACKAGE...: installs the packages of those programs that are missing
need_packages() {
  local pair missing=()
  for pair in "$@"; do
    [[ $pair == /* && -e ${pair%%=*} ]] || has "${pair%%=*}" || missing+=("${pair#*=}")
  done
  ((${#missing[@]} > 0)) || return 0
  has apt-get || fail "missing here: ${missing[*]}. Install them, or start a Docker engine"
  ((EUID == 0)) || fail "missing here: ${missing[*]}. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  with_lock "$CACHE/packages.lock" install_packages "${missing[@]}" ||
    fail "could not install ${missing[*]}; the last lines of $CACHE/packages.log say why"
}

install_packages() {
  local policy=/usr/sbin/policy-rc.d
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300)
  # Debian's packages start their server at once, on the usual port: we bring our own, so keep them from it
  if [[ ! -e $policy ]]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  { "${apt[@]}" install "$@" || { "${apt[@]}" update && "${apt[@]}" install "$@"; }; } \
    </dev/null >>"$CACHE/packages.log" 2>&1 9>&-
}
