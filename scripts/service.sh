# shellcheck shell=bash
# The service itself on a stack: run and dev.

readonly JAR=target/quarkus-app/quarkus-run.jar

# What the service needs is bounded by its queues, not by its load; see docs/benchmarks for the memory it took.
JAVA_OPTIONS=${LOCKSTEP_JAVA_OPTIONS:--XX:+UseSerialGC -Xmx224m -Xmn144m -XX:SurvivorRatio=4 -XX:MaxDirectMemorySize=48m}

lockstep_run() {
  local log=- code=0 guide
  take_options '--demo --secure --payments --db --port' "$@"
  ((${#REST[@]} > 0)) || [[ -z ${OPTION[--secure]:-} ]] || need_provider
  [[ -z ${OPTION[--payments]:-} ]] || check_payments "${OPTION[--payments]}"
  prepare_service run
  need_packages curl=curl
  build "$JAR" src/main package
  [[ -z ${OPTION[--demo]:-} ]] || log=$STACK_DIR/service.log
  [[ -z ${OPTION[--secure]:-} ]] || secure_service
  [[ -z ${OPTION[--payments]:-} ]] || pay_by "${OPTION[--payments]}"
  start_service "${PORT[http]}" "${PORT[management]}" "$log"
  show_around "$log" &
  guide=$!
  trap 'say "stopping the service"; kill "$guide" "$SERVICE" 2>/dev/null || true' INT TERM
  finish "$SERVICE" || code=$?
  kill "$guide" 2>/dev/null || true
  say "the service has ended; its servers run on for the next time (./lockstep stack down stops them)"
  # 143: ended by the signal that Ctrl-C is turned into
  ((code == 143)) || exit "$code"
}

lockstep_dev() {
  take_options '--db --port' "$@"
  prepare_service dev
  say "Ctrl-C ends the service; its servers run on for the next time (./lockstep stack down stops them)"
  enter_stack "${PORT[http]}" "${PORT[management]}"
  # nothing is asked over the web, and no other port is opened, unless the caller says so
  exec ./mvnw -B -Dspotless.check.skip -Dquarkus.analytics.disabled=true -Ddebug="${LOCKSTEP_DEBUG:-false}" quarkus:dev
}

# prepare_service COMMAND: what it needs; its ports are PORT[http] and PORT[management], the next one or 9000
prepare_service() {
  local port=${OPTION[--port]:-${QUARKUS_HTTP_PORT:-8080}} management taken
  ((${#REST[@]} == 0)) || fail_usage "$1 takes no '${REST[0]}'"
  [[ $port =~ ^[1-9][0-9]{0,4}$ ]] && ((port < 65535)) || fail_usage "'$port' is no port"
  select_stack "${OPTION[--db]:-}"
  need_jdk
  # the framework's own pair of ports, unless another port is asked for
  management=${QUARKUS_MANAGEMENT_PORT:-$((port == 8080 ? 9000 : port + 1))}
  for taken in "$port" "$management"; do
    ! port_is_taken "$taken" || fail "port $taken is taken: end what listens there, or choose another with --port"
  done
  stack_up
  PORT[http]=$port
  PORT[management]=$management
}

# enter_stack [PORT MANAGEMENT_PORT]: what runs from here on finds the servers, and the service's ports, in its environment
enter_stack() {
  eval "$(fill stack.env)"
  export LOCKSTEP_DB=$DB
  [[ -z ${1:-} ]] || export QUARKUS_HTTP_PORT=$1 QUARKUS_MANAGEMENT_PORT=$2 QUARKUS_SWAGGER_UI_ENABLED=true
}

# build FILE FOLDER MAVEN_ARGUMENTS...: unless it is newer than the sources in the folder
build() {
  with_lock .lockstep/build.lock build_stale "$@"
}

build_stale() {
  [[ ! -f $1 || -n $(find pom.xml .mvn "$2" -newer "$1" -print -quit) ]] || return 0
  say "building $1"
  ./mvnw -q -Dquick "${@:3}" </dev/null >&2 9>&- || fail "the build failed: see above"
  # Maven leaves a file alone that would come out the same
  touch "$1"
}

# start_service PORT MANAGEMENT_PORT LOG: sets SERVICE, its process id; the log - is where this script writes
start_service() {
  (
    enter_stack "$1" "$2"
    # the terminal sends Ctrl-C to everyone in front of it; the service is told once, by us
    trap '' INT
    [[ $3 == - ]] || exec >"$3" 2>&1
    # shellcheck disable=SC2086  # several options
    exec "$JAVA" $JAVA_OPTIONS -jar "$JAR" </dev/null
  ) &
  SERVICE=$!
}

# await_service MANAGEMENT_URL LOG: until it is ready; false if it ended
await_service() {
  until await 60 is_ready_or_ended "$1"; do
    say "the service is up but not ready yet; $1/q/health/ready says what it waits for"
  done
  if ! kill -0 "$SERVICE" 2>/dev/null; then
    say "the service did not start; what it said is ${2/#-/above}"
    return 1
  fi
  # ready means that orders are taken; for a first look or a measurement the rest should be there too
  await 20 is_complete "$1" || say "not every server is there; $1/q/health/ready names what is away"
}

is_ready_or_ended() {
  curl -fs -o /dev/null --max-time 5 "$1/q/health/ready" || ! kill -0 "$SERVICE" 2>/dev/null
}

is_complete() {
  ! curl -s --max-time 5 "$1/q/health/ready" | grep -qE '"(degraded|starting)"'
}

# show_around LOG: what there is to see once the service is ready
show_around() {
  local url=http://127.0.0.1:${PORT[http]}
  await_service "http://127.0.0.1:${PORT[management]}" "$1" || return 0
  fill welcome.txt
  [[ -z ${OPTION[--secure]:-} ]] || fill first-logins.txt
  if [[ $1 == - ]]; then
    [[ -n ${OPTION[--secure]:-} ]] || fill first-order.txt
    [[ -z $PAYMENT_METHOD ]] || fill first-payments.txt
  else
    printf '  log           %s\n\n' "$1"
    run_demo "$url" || say "the demo has ended early; the service runs on"
  fi
}
