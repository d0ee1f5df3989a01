# shellcheck shell=bash
# Processes. A detached one holds a lock on the file with its id for as long as it lives, so that the id in it is never
# that of a stranger.

# detach FOLDER COMMAND...: outlives this script and its terminal
detach() {
  local pidfile=$1/pid log=$1/log
  shift
  exec 8>>"$pidfile"
  flock -w 5 8
  : >"$pidfile"
  # the process records itself, so that it is known even if this script is killed now; the lock 9 is not for it to keep
  (
    echo "$BASHPID" >"$pidfile"
    exec setsid "$@" </dev/null >>"$log" 2>&1 9>&-
  ) &
  exec 8>&-
}

is_gone() {
  flock --shared --nonblock "$1/pid" true
}

# pid_of FOLDER: false if it does not run
pid_of() {
  [[ -e $1/pid ]] && ! is_gone "$1" && await 5 test -s "$1/pid" && cat "$1/pid"
}

# signal FOLDER NAME: false if it does not run
signal() {
  kill "-$2" "$(pid_of "$1")" 2>/dev/null
}

# in_parallel COMMAND OPERAND...: runs it for each operand at the same time; false if it failed for one
in_parallel() {
  local command=$1 operand job jobs=() failed=0
  shift
  for operand in "$@"; do
    "$command" "$operand" &
    jobs+=($!)
  done
  # background jobs do not hear Ctrl-C themselves
  trap 'kill "${jobs[@]}" 2>/dev/null; exit 130' INT TERM
  for job in "${jobs[@]}"; do
    wait "$job" || failed=1
  done
  trap - INT TERM
  return "$failed"
}

# start_beside WHAT PORT PATH LOG COMMAND...: until it answers there; it ends with this script
BESIDE=()
start_beside() {
  local what=$1 url=http://127.0.0.1:$2$3 log=$4 pid
  ! port_is_taken "$2" || fail "port $2 of $what is taken: another run of the stack $STACK?"
  (
    trap '' INT
    exec "${@:5}" </dev/null >"$log" 2>&1
  ) &
  pid=$!
  BESIDE+=("$pid")
  trap 'kill "${BESIDE[@]}" 2>/dev/null || true' EXIT
  await 30 has_answered_or_ended "$url" "$pid" || true
  kill -0 "$pid" 2>/dev/null && has_answered "$url" || fail "$what did not start: see $log"
}

has_answered() {
  curl -fs -o /dev/null --max-time 5 "$1"
}

has_answered_or_ended() {
  has_answered "$1" || ! kill -0 "$2" 2>/dev/null
}

# finish PID: its exit code. A signal that is caught ends the wait early, so it goes on until the process is gone.
finish() {
  local code=0
  wait "$1" || code=$?
  while kill -0 "$1" 2>/dev/null; do
    code=0
    wait "$1" || code=$?
  done
  return "$code"
}

# supervise COMMAND...: hands Ctrl-C and SIGTERM on to it as SIGTERM, and waits for its end
supervise() {
  local child code=0
  "$@" </dev/null &
  child=$!
  trap 'kill "$child" 2>/dev/null || true' INT TERM
  finish "$child" || code=$?
  trap - INT TERM
  return "$code"
}
