# shellcheck shell=bash
# The measurements.

lockstep_bench() {
  local names name code=0
  take_options '--db' "$@"
  names=("${REST[0]:-}")
  [[ -n ${names[0]} && ${names[0]} != -* ]] || fail_usage "bench wants the name of what to measure"
  [[ ${names[0]} != all ]] || names=(hot-sku orders locks transfers messaging)
  select_stack "${OPTION[--db]:-}"
  need_jdk
  need_packages curl=curl
  stack_up
  build "$JAR" src/main package
  build target/bench.classpath src -Pbench test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test
  enter_stack
  for name in "${names[@]}"; do
    say "measuring $name"
    measure "$name" "${REST[@]:1}" || code=$?
    # ended by Ctrl-C
    ((code < 128)) || break
  done
  return "$code"
}

# measure NAME ARGUMENTS...: hot-sku within the application, since it needs its guards; everything else from outside
measure() {
  if [[ $1 == hot-sku ]]; then
    supervise ./mvnw -q -Pbench test -Dtest.jvm= -Dtest=HotSkuBench -Dspotless.check.skip -Dquarkus.log.level=WARN
  elif [[ -z ${LOCKSTEP_URL:-} ]]; then
    supervise measure_own_service "$@"
  else
    supervise "$JAVA" -cp "target/test-classes:target/classes:$(<target/bench.classpath)" io.lockstep.bench.Bench "$@"
  fi
}

# In a shell of its own, which ends the service at its end.
measure_own_service() {
  local log=$STACK_DIR/bench-service.log
  export LOCKSTEP_URL=http://127.0.0.1:${PORT[service]}
  start_service "${PORT[service]}" "${PORT[management]}" "$log"
  MEASURED=("$SERVICE")
  trap 'end_measured' EXIT
  await_service "http://127.0.0.1:${PORT[management]}" "$log" || fail "nothing was measured"
  export LOCKSTEP_SERVICE_PID=$SERVICE
  [[ " $* " != *' --key '* ]] || start_closed_service
  measure "$@"
}

# A second one on the same servers, which wants a key.
start_closed_service() {
  local log=$STACK_DIR/bench-closed-service.log
  make_secret "$STACK_DIR/bench-key"
  export LOCKSTEP_CLOSED_URL=http://127.0.0.1:${PORT[closed]}
  export LOCKSTEP_ADMIN_KEY_FILE=$STACK_DIR/bench-key
  LOCKSTEP_KEY=$(<"$LOCKSTEP_ADMIN_KEY_FILE")
  export LOCKSTEP_KEY
  start_service "${PORT[closed]}" "${PORT[closed-management]}" "$log"
  MEASURED+=("$SERVICE")
  await_service "http://127.0.0.1:${PORT[closed-management]}" "$log" || fail "nothing was measured"
}

end_measured() {
  local each
  for each in "${MEASURED[@]}"; do
    kill "$each" 2>/dev/null && finish "$each" || true
  done
}
