# shellcheck shell=bash
# The tests.

lockstep_test() {
  local began=$SECONDS db
  take_options '--db --fast' "$@"
  db=${OPTION[--db]:-}
  need_jdk
  need_packages node=nodejs npm=npm promtool=prometheus # the tools that judge our documents
  if [[ -n ${OPTION[--fast]:-} ]]; then
    # what needs no server, and the quick tests of each module, on the caller's own stack
    select_stack "$db"
    stack_up
    enter_stack
    supervise ./mvnw -B -Pfast test "${REST[@]}"
    say "the fast tests passed in $((SECONDS - began)) s; ./lockstep test runs all of them"
  elif [[ $db == both ]]; then
    test_on_both "${REST[@]}"
  else
    enter_test_stack "test-$$" "$db"
    supervise ./mvnw verify "${REST[@]}"
    check_logs
  fi
}

# enter_test_stack NAME DATABASE: of that name, and removed at the end, unless the caller has named one
enter_test_stack() {
  NAMED_STACK=${LOCKSTEP_STACK:-}
  LOCKSTEP_STACK=${NAMED_STACK:-$1}
  select_stack "$2"
  trap end_tests EXIT
  # not before the servers that are being started are known
  trap 'exit 143' INT TERM
  stack_up
  enter_stack
}

end_tests() {
  # a second Ctrl-C must not leave servers behind
  trap '' INT TERM
  kill "${MYSQL_TESTS:-}" 2>/dev/null && finish "$MYSQL_TESTS" || true
  [[ -n $NAMED_STACK ]] || stack_down yes
}

# test_on_both MAVEN_ARGUMENTS...: everything on MariaDB, and beside its packaged service what speaks SQL on MySQL
test_on_both() {
  local log=target/mysql-tests.log code=0
  install_mysql # first, so that a machine on which it cannot be had says so at once
  need_packages shellcheck=shellcheck
  shellcheck -x -S warning lockstep .ci/run || fail "shellcheck has found something: see above"
  enter_test_stack "test-$$" mariadb
  supervise ./mvnw package "$@"
  say "the packaged service on MariaDB, and beside it what speaks SQL on MySQL (its log: $log)"
  # nothing is compiled into target/classes any more, so that neither takes the other's classes away
  (
    LOCKSTEP_STACK=''
    enter_test_stack "test-$$-mysql" mysql
    supervise ./mvnw surefire:test -Pmysql "$@"
    compile_benchmarks
  ) >"$log" 2>&1 &
  MYSQL_TESTS=$!
  supervise ./mvnw failsafe:integration-test failsafe:verify "$@"
  finish "$MYSQL_TESTS" || code=$?
  cat "$log"
  ((code == 0)) || fail "the tests failed on MySQL: see above, or $log"
  check_logs
  say "all tests passed on MariaDB, and what speaks SQL on MySQL"
}

# What the service wrote during the tests, within them and as a process of its own, holds no API key, token of a provider or
# payment method; these are their forms, in tests too.
check_logs() {
  local forms='ls[ks]_[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{8,}\.eyJ|pm_[0-9a-f]{8}-|secret-[a-z]+-of-the-' log holding=''
  for log in target/test-logs/* target/services/*; do
    [[ ! -f $log ]] || ! grep -qaE "$forms" "$log" || holding+=" $log"
  done
  [[ -z $holding ]] || fail "there are secrets in the log of the service:$holding (grep -aE '$forms')"
  say "no secret of the tests is in the log of the service"
}

# Nobody runs the benchmarks here, but they have to fit what they measure.
compile_benchmarks() {
  local classpath=target/bench-check.classpath
  ./mvnw -q -Pbench dependency:build-classpath -Dmdep.outputFile=$classpath -Dmdep.includeScope=test </dev/null
  find src/bench/java -name '*.java' >target/bench-check.sources
  "${JAVA}c" -proc:none -nowarn -d target/bench-check -cp "target/classes:target/test-classes:$(<$classpath)" \
    @target/bench-check.sources || fail "the benchmarks do not compile: see above"
}
