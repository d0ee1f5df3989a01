# shellcheck shell=bash
# What every other part needs: messages, waiting, ports, locks, detached processes, packages.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep

# Progress goes to stderr: stdout is for what a caller reads (settings, results).
say() {
  printf '%s\n' "$*" >&2
}

fail() {
  printf 'lockstep: %s\n' "$*" >&2
  exit 1
}

fail_usage() {
  printf 'lockstep: %s (see ./lockstep help)\n' "$*" >&2
  exit 2
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# await SECONDS COMMAND...: runs it until it succeeds; false when time is up
await() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# with_lock FILE COMMAND...: one caller at a time on this machine (macOS, where only Docker is used, has no flock)
with_lock() {
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  if ! has flock; then
    "$@"
    return
  fi
  (
    flock 9
    "$@"
  ) 9>"$file"
}

# ---------------------------------------------------------------------------------------------------------------------
# Ports

# Read from the kernel, since no tool that lists sockets is on every machine.
port_is_taken() {
  local hex
  printf -v hex '%04X' "$1"
  if [[ -r /proc/net/tcp ]]; then
    grep -qsE "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6
  else
    (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
  fi
}

is_port_number() {
  [[ $1 =~ ^[0-9]{1,5}$ ]] && ((10#$1 >= 1 && 10#$1 <= 65535))
}

# Below the range that the kernel gives to outgoing connections, so that none of those can sit on it later.
random_port() {
  echo $((20000 + (RANDOM * 32768 + RANDOM) % 10000))
}

free_port() {
  local port
  port=$(random_port)
  while port_is_taken "$port"; do
    port=$(random_port)
  done
  echo "$port"
}

# answer_of PORT REQUEST BYTES: what a server says within two seconds, in hex; REQUEST is in printf's notation
answer_of() {
  # NUL bytes do not fit into a shell variable, hence the detour over od
  # shellcheck disable=SC2016
  timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "$1" >&3 && head -c "$2" <&3 | od -An -v -tx1 | tr -d " \n"' \
    "$1" "$2" "$3" 2>/dev/null || true
}

# ---------------------------------------------------------------------------------------------------------------------
# Detached processes. A process is known by its id, its start time and a word in its command line: an id alone could
# have gone to a stranger meanwhile.

start_ticks() {
  local stat
  # not $(<file): where there is no such file, that ends the whole script
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # the name in brackets may hold spaces; after it come state (1st) .. start time (20th)
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != [ZX] ]] || return 1
  echo "${stat[19]}"
}

# record_process FILE PID MARK
record_process() {
  local ticks
  ticks=$(start_ticks "$2") || return 1
  echo "$2 $ticks $3" >"$1.new"
  mv "$1.new" "$1"
}

# Prints the id of the recorded process if that is still the one running.
recorded_process() {
  local pid ticks mark
  { read -r pid ticks mark <"$1"; } 2>/dev/null || return 1
  [[ $(start_ticks "$pid") == "$ticks" ]] || return 1
  grep -qsF -- "$mark" "/proc/$pid/cmdline" || return 1
  echo "$pid"
}

is_running() {
  recorded_process "$1" >/dev/null
}

is_gone() {
  ! is_running "$1"
}

is_paused() {
  local pid stat
  pid=$(recorded_process "$1") || return 1
  { IFS= read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
  [[ ${stat##*) } == T* ]]
}

# signal_process FILE SIGNAL
signal_process() {
  local pid
  pid=$(recorded_process "$1") || return 1
  kill "-$2" "$pid" 2>/dev/null
}

# detach PIDFILE MARK LOG COMMAND...: outlives this script and its terminal
detach() {
  local pidfile=$1 mark=$2 log=$3
  shift 3
  # 9 is the lock: a server that kept it open would hold it as long as it lives
  setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
  local pid=$!
  # until the last exec, the command line is not yet the server's
  await 5 has_mark "$pid" "$mark" || return 1
  record_process "$pidfile" "$pid" "$mark"
}

has_mark() {
  start_ticks "$1" >/dev/null || return 0
  grep -qsF -- "$2" "/proc/$1/cmdline"
}

# supervise COMMAND...: in the foreground, with Ctrl-C and SIGTERM handed on as SIGTERM, and waited for to the end
supervise() {
  local child code=0
  "$@" <&0 &
  child=$!
  # shellcheck disable=SC2064
  trap "kill -TERM $child 2>/dev/null || true" INT TERM
  while :; do
    code=0
    wait "$child" || code=$?
    start_ticks_or_exists "$child" || break
  done
  trap - INT TERM
  return "$code"
}

start_ticks_or_exists() {
  if [[ -d /proc/self ]]; then start_ticks "$1" >/dev/null; else kill -0 "$1" 2>/dev/null; fi
}

# ---------------------------------------------------------------------------------------------------------------------
# What has to be on the machine

need_jdk() {
  local java=java version
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    has "$java" || fail "JAVA_HOME is $JAVA_HOME, and there is no JDK: name one that is 17 or newer"
  fi
  has "$java" || fail "no JDK found: install one, 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)"
  has "${java}c" || fail "$java is a Java runtime without a compiler: install a JDK, 17 or newer"
  # other lines may come before it, such as that JAVA_TOOL_OPTIONS were picked up
  version=$("${java}c" -version 2>&1 | sed -n 's/^javac //p')
  version=${version%%[.-]*}
  if [[ ! $version =~ ^[0-9]+$ ]] || ((version < 17)); then
    fail "JDK 17 or newer is needed, and $java is ${version:-unknown}: set JAVA_HOME to a newer one"
  fi
  JAVA=$java
}

# need_packages PROGRAM=PACKAGE...: installs the packages of those programs that are missing
need_packages() {
  local pair missing=()
  for pair in "$@"; do
    [[ -x ${pair%%=*} ]] || has "${pair%%=*}" || missing+=("${pair#*=}")
  done
  ((${#missing[@]} > 0)) || return 0
  has apt-get || fail "missing here: ${missing[*]}. Install them, or start a Docker engine"
  ((EUID == 0)) || fail "missing here: ${missing[*]}. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  with_lock "$CACHE/packages.lock" install_packages "${missing[@]}" ||
    fail "could not install ${missing[*]}; the last lines of $CACHE/packages.log say why"
}

install_packages() {
  local policy=/usr/sbin/policy-rc.d ours=no code=0
  # Debian's packages start their server at once, on the usual port: we bring our own, so keep them from it
  if [[ ! -e $policy ]]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  apt_install "$@" || { apt_get update && apt_install "$@"; } || code=1
  [[ $ours == no ]] || rm -f "$policy"
  return "$code"
}

apt_install() {
  apt_get install -y --no-install-recommends "$@"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$CACHE/packages.log" 2>&1 9>&-
}
