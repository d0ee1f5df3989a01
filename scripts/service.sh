# shellcheck shell=bash
# The service itself: running, testing and measuring it on a stack.

readonly JAR=target/quarkus-app/quarkus-run.jar

# What the service needs is bounded by its queues, not by its load; see docs/benchmarks for the memory it took.
JAVA_OPTIONS=${LOCKSTEP_JAVA_OPTIONS:--XX:+UseSerialGC -Xmx224m -Xmn144m -XX:SurvivorRatio=4 -XX:MaxDirectMemorySize=48m}

# ---------------------------------------------------------------------------------------------------------------------
# run

run_service() {
  local db='' demo=no port=${QUARKUS_HTTP_PORT:-8080}
  while (($# > 0)); do
    case $1 in
      --demo) demo=yes ;;
      --db)
        db=$(option_value "$@")
        shift
        ;;
      --port)
        port=$(option_value "$@")
        shift
        ;;
      *) fail_usage "run has no option '$1'" ;;
    esac
    shift
  done
  is_port_number "$port" || fail_usage "'$port' is no port"
  select_stack "$db"
  need_jdk
  ! port_is_taken "$port" || fail "port $port is taken: end what listens there, or choose another with --port"
  need_packages curl=curl
  stack_up
  build_if_stale
  local log=/dev/stdout
  [[ $demo == no ]] || log=$STACK_DIR/service.log
  start_java "$port" "$log"
  trap 'say "stopping the service"; stop_java' INT TERM
  if await_ready "http://127.0.0.1:$port" "$log"; then
    show_where_to_look "$port" "$log"
    if [[ $demo == yes ]]; then
      run_demo "http://127.0.0.1:$port" || say "the demo has ended early; the service runs on"
    else
      show_first_curl "$port"
    fi
  fi
  local code=0
  await_java || code=$?
  say "the service has ended; its servers run on for the next time (./lockstep stack down stops them)"
  # 143: ended by the signal that Ctrl-C is turned into
  ((code == 143)) || exit "$code"
}

# start_java PORT LOG: sets SERVICE, its process id
start_java() {
  (
    eval "$(stack_env)"
    export QUARKUS_HTTP_PORT=$1 QUARKUS_HTTP_HOST=${QUARKUS_HTTP_HOST:-127.0.0.1}
    # the terminal sends Ctrl-C to everyone in front of it; the service is told once, by us
    trap '' INT
    cd "$ROOT"
    # shellcheck disable=SC2086  # several options
    if [[ $2 == /dev/stdout ]]; then exec "$JAVA" $JAVA_OPTIONS -jar "$JAR" </dev/null; fi
    exec "$JAVA" $JAVA_OPTIONS -jar "$JAR" </dev/null >"$2" 2>&1
  ) &
  SERVICE=$!
}

java_is_running() {
  kill -0 "$SERVICE" 2>/dev/null
}

stop_java() {
  ENDING=yes
  kill -TERM "$SERVICE" 2>/dev/null || true
}

# Its exit code. A signal that we catch interrupts the wait, so it goes on until the process is gone.
await_java() {
  local code=0
  while :; do
    code=0
    wait "$SERVICE" || code=$?
    java_is_running || return "$code"
  done
}

# await_ready URL LOG: false if the service ended or was told to
await_ready() {
  local began=$SECONDS told=no pause=0.2
  until curl -fs -o /dev/null --max-time 5 "$1/q/health/ready"; do
    [[ -z ${ENDING:-} ]] || return 1
    if ! java_is_running; then
      say "the service did not start; what it said is ${2/#\/dev\/stdout/above}"
      return 1
    fi
    if ((SECONDS - began > 60)) && [[ $told == no ]]; then
      say "the service is up but not ready yet; $1/q/health/ready says what it waits for"
      told=yes
    fi
    # the service logs every question that it has to answer with no
    ((SECONDS - began < 10)) || pause=2
    sleep "$pause"
  done
  await_brokers "$1"
}

# await_brokers URL: ready means that orders are taken; for a first look or a measurement the rest should be there too
await_brokers() {
  local began=$SECONDS
  while curl -s --max-time 5 "$1/q/health/ready" | grep -qE '"(degraded|starting)"'; do
    if ((SECONDS - began > 20)); then
      say "not every server is there; $1/q/health/ready names what is away"
      return 0
    fi
    [[ -z ${ENDING:-} ]] || return 1
    sleep 0.2
  done
}

show_where_to_look() {
  local url=http://localhost:$1
  cat <<TEXT

Lockstep is ready.
  REST          $url
  description   $url/q/openapi   (to try it: $url/q/swagger-ui)
  health        $url/q/health
  metrics       $url/q/metrics
  audit         $url/audit
TEXT
  [[ $2 == /dev/stdout ]] || echo "  log           $2"
  echo
}

show_first_curl() {
  local json="-H 'content-type: application/json'"
  cat <<TEXT
A first order:
  curl -X PUT  localhost:$1/products/mug $json -d '{"name": "Mug", "category": "kitchen", "unitPrice": {"amount": 1200, "currency": "EUR"}}'
  curl -X POST localhost:$1/stock/mug/receipts $json -d '{"quantity": 100}'
  curl -X PUT  localhost:$1/users/ada $json -d '{"name": "Ada", "email": "ada@example.org"}'
  curl -X POST localhost:$1/accounts/ada/deposits $json -d '{"amount": 50000, "currency": "EUR"}'
  curl -X POST localhost:$1/orders $json -H 'prefer: wait=5' -d '{"userId": "ada", "items": [{"sku": "mug", "quantity": 2}]}'

Ctrl-C ends the service.

TEXT
}

# ---------------------------------------------------------------------------------------------------------------------
# Building

build_if_stale() {
  mkdir -p "$ROOT/.lockstep"
  with_lock "$ROOT/.lockstep/build.lock" build_unless_fresh
}

build_unless_fresh() {
  ! jar_is_fresh || return 0
  say "building the service"
  (cd "$ROOT" && ./mvnw -q package -DskipTests -Dquick </dev/null >&2) || fail "the build failed: see above"
  [[ -f $ROOT/$JAR ]] || fail "the build made no $JAR"
  # Maven leaves a jar alone that would come out the same
  touch "$ROOT/$JAR"
}

jar_is_fresh() {
  [[ -f $ROOT/$JAR ]] &&
    [[ -z $(find "$ROOT/pom.xml" "$ROOT/.mvn" "$ROOT/src/main" -newer "$ROOT/$JAR" -print -quit) ]]
}

# ---------------------------------------------------------------------------------------------------------------------
# dev

run_dev() {
  local db='' port=${QUARKUS_HTTP_PORT:-8080}
  while (($# > 0)); do
    case $1 in
      --db)
        db=$(option_value "$@")
        shift
        ;;
      --port)
        port=$(option_value "$@")
        shift
        ;;
      *) fail_usage "dev has no option '$1'" ;;
    esac
    shift
  done
  is_port_number "$port" || fail_usage "'$port' is no port"
  select_stack "$db"
  need_jdk
  ! port_is_taken "$port" || fail "port $port is taken: end what listens there, or choose another with --port"
  stack_up
  eval "$(stack_env)"
  export QUARKUS_HTTP_PORT=$port QUARKUS_HTTP_HOST=${QUARKUS_HTTP_HOST:-127.0.0.1}
  cd "$ROOT"
  local code=0
  # nothing is asked over the web, and no other port is opened, unless the caller says so
  supervise ./mvnw -B -Dspotless.check.skip -Dquarkus.analytics.disabled=true -Ddebug="${LOCKSTEP_DEBUG:-false}" \
    quarkus:dev || code=$?
  say "the service has ended; its servers run on for the next time (./lockstep stack down stops them)"
  # 130, 143: ended by Ctrl-C, or the signal that it is turned into
  ((code == 130 || code == 143)) || exit "$code"
}

# ---------------------------------------------------------------------------------------------------------------------
# test

run_tests() {
  local db='' fast=no arguments=()
  while (($# > 0)); do
    case $1 in
      --db)
        db=$(option_value "$@")
        shift
        ;;
      --fast) fast=yes ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  need_jdk
  need_packages node=nodejs npm=npm # the tools that judge our documents
  if [[ $fast == yes ]]; then
    test_fast "$db" "${arguments[@]}"
  elif [[ $db == both ]]; then
    test_on_both "${arguments[@]}"
  else
    test_on "$db" verify "${arguments[@]}"
  fi
}

# test_fast DATABASE MAVEN_ARGUMENTS...: the tests tagged fast and those that need no server, on the caller's own stack
test_fast() {
  local began=$SECONDS
  select_stack "$1"
  shift
  stack_up
  eval "$(stack_env)"
  export LOCKSTEP_DB=$DB LOCKSTEP_STACK=$STACK
  cd "$ROOT"
  supervise ./mvnw -B -Pfast test "$@" || exit
  say "the fast tests passed in $((SECONDS - began)) s; ./lockstep test runs all of them"
}

# test_on DATABASE MAVEN_ARGUMENTS...: on servers that are there for this run alone
test_on() {
  local db=$1 code=0
  shift
  (
    # a stack that the caller named stays theirs: it is used, and kept
    owned=no
    if [[ -z ${LOCKSTEP_STACK:-} ]]; then
      owned=yes
      LOCKSTEP_STACK=test-$BASHPID
    fi
    select_stack "$db"
    if [[ $owned == yes ]]; then
      trap 'stack_down purge' EXIT
      trap 'exit 130' INT
      trap 'exit 143' TERM
    fi
    stack_up
    eval "$(stack_env)"
    export LOCKSTEP_DB=$DB
    cd "$ROOT"
    supervise ./mvnw "$@"
  ) || code=$?
  ((code == 0)) || exit "$code"
}

check_scripts() {
  need_packages shellcheck=shellcheck
  (cd "$ROOT" && shellcheck -x -P SCRIPTDIR -S warning lockstep .ci/run) || fail "shellcheck has found something: see above"
}

# test_on_both MAVEN_ARGUMENTS...: everything on MariaDB; then, beside the tests of the packaged service, what speaks SQL on MySQL
test_on_both() {
  install_mysql # first, so that a machine on which it cannot be had says so at once
  check_scripts
  local log=$ROOT/target/mysql-tests.log code=0
  if [[ -z ${LOCKSTEP_STACK:-} ]]; then
    # one stack for both halves on MariaDB, whose tests make names of their own
    LOCKSTEP_STACK=test-$$
    trap 'end_mysql_tests; select_stack mariadb; stack_down purge' EXIT
  else
    trap end_mysql_tests EXIT
  fi
  trap 'exit 130' INT
  trap 'exit 143' TERM
  test_on mariadb package "$@"
  say "the packaged service on MariaDB, and beside it what speaks SQL on MySQL (its log: ${log#"$ROOT/"})"
  # nothing is compiled into target/classes any more, so that neither takes the other's classes away
  (
    unset LOCKSTEP_STACK
    test_on mysql surefire:test -Pmysql "$@"
    compile_benchmarks
  ) >"$log" 2>&1 &
  MYSQL_TESTS=$!
  test_on mariadb failsafe:integration-test failsafe:verify "$@"
  wait "$MYSQL_TESTS" || code=$?
  MYSQL_TESTS=''
  cat "$log"
  ((code == 0)) || fail "the tests failed on MySQL: see above, or ${log#"$ROOT/"}"
  say "all tests passed on MariaDB, and what speaks SQL on MySQL"
}

end_mysql_tests() {
  [[ -n ${MYSQL_TESTS:-} ]] || return 0
  kill -TERM "$MYSQL_TESTS" 2>/dev/null || true
  wait "$MYSQL_TESTS" || true
}

# Nobody runs the benchmarks here, but they have to fit what they measure.
compile_benchmarks() {
  local classpath=$ROOT/target/bench-check.classpath
  (
    cd "$ROOT"
    ./mvnw -q -Pbench dependency:build-classpath -Dmdep.outputFile="$classpath" -Dmdep.includeScope=test </dev/null
    find src/bench/java -name '*.java' >target/bench-check.sources
    "${JAVA}c" -proc:none -nowarn -d target/bench-check -cp "target/classes:target/test-classes:$(<"$classpath")" @target/bench-check.sources
  ) || fail "the benchmarks do not compile: see above"
}

# ---------------------------------------------------------------------------------------------------------------------
# bench

run_bench() {
  local db='' name='' arguments=()
  while (($# > 0)); do
    case $1 in
      --db)
        db=$(option_value "$@")
        shift
        ;;
      *) if [[ -z $name ]]; then name=$1; else arguments+=("$1"); fi ;;
    esac
    shift
  done
  [[ -n $name && $name != -* ]] || fail_usage "bench wants the name of what to measure"
  select_stack "$db"
  need_jdk
  need_packages curl=curl
  stack_up
  build_if_stale
  build_bench_if_stale
  eval "$(stack_env)"
  export LOCKSTEP_DB=$DB
  local code=0 each
  if [[ $name == all ]]; then
    for each in hot-sku orders locks transfers messaging; do
      say "measuring $each"
      run_measurement "$each" "${arguments[@]}" || code=$?
    done
  else
    run_measurement "$name" "${arguments[@]}" || code=$?
  fi
  exit "$code"
}

run_measurement() {
  case $1 in
    hot-sku) measure_inside HotSkuBench ;;
    *) measure_outside "$@" ;;
  esac
}

# measure_inside CLASS: what must run within the application, such as its guards
measure_inside() {
  local class=$1
  (cd "$ROOT" && LOCKSTEP_STACK=$STACK supervise ./mvnw -q -Pbench test -Dtest.jvm= -Dtest="$class" -Dspotless.check.skip -Dquarkus.log.level=WARN)
}

measure_outside() {
  local code=0
  if [[ -n ${LOCKSTEP_URL:-} ]]; then
    measure "$@" || code=$?
  else
    measure_own_service "$@" || code=$?
  fi
  return "$code"
}

measure_own_service() {
  local port log=$STACK_DIR/bench-service.log code=0
  port=$(free_port)
  export LOCKSTEP_URL=http://127.0.0.1:$port
  start_java "$port" "$log"
  export LOCKSTEP_SERVICE_PID=$SERVICE
  trap stop_java EXIT INT TERM
  await_ready "$LOCKSTEP_URL" "$log" || fail "nothing was measured"
  measure "$@" || code=$?
  trap stop_java EXIT INT TERM
  stop_java
  await_java || true
  trap - EXIT INT TERM
  return "$code"
}

measure() {
  supervise "$JAVA" -cp "$ROOT/target/test-classes:$ROOT/target/classes:$(<"$ROOT/target/bench.classpath")" \
    io.lockstep.bench.Bench "$@"
}

build_bench_if_stale() {
  local made=$ROOT/target/bench.classpath
  [[ -f $made && -z $(find "$ROOT/pom.xml" "$ROOT/src/test/java" "$ROOT/src/bench/java" -newer "$made" -print -quit) ]] && return 0
  say "building the measurement"
  (cd "$ROOT" && ./mvnw -q -Pbench test-compile dependency:build-classpath -Dquick -Dmdep.outputFile="$made.new" \
    -Dmdep.includeScope=test </dev/null >&2) || fail "the build failed: see above"
  mv "$made.new" "$made"
}
