# shellcheck shell=bash
# A stack: one set of servers with a name, ports and data of its own.

# Each with the port that the stack "dev" has where it is free; every other stack gets free ones at its first start.
readonly PORT_TABLE="
DB 13306
REDIS 16379
REDLOCK_1 16381
REDLOCK_2 16382
REDLOCK_3 16383
REDLOCK_4 16384
REDLOCK_5 16385
RABBITMQ 16672
RABBITMQ_DIST 16673
EPMD 16674
KAFKA 19092
KAFKA_CONTROLLER 19093
"
PORT_KEYS=()
while read -r key _; do
  [[ -z $key ]] || PORT_KEYS+=("$key")
done <<<"$PORT_TABLE"
readonly PORT_KEYS

run_stack() {
  local action=${1:-status} db='' purge=keep operands=()
  (($# == 0)) || shift
  while (($# > 0)); do
    case $1 in
      --db)
        db=$(option_value "$@")
        shift
        ;;
      --purge) purge=purge ;;
      -*) fail_usage "stack $action has no option '$1'" ;;
      *) operands+=("$1") ;;
    esac
    shift
  done
  [[ $purge == keep || $action == down ]] || fail_usage "--purge belongs to stack down"
  case $action in
    up | down | status | env) ((${#operands[@]} == 0)) || fail_usage "stack $action takes no '${operands[0]}'" ;;
    start | stop | kill | pause | resume)
      ((${#operands[@]} == 1)) || fail_usage "stack $action wants one server: ${SERVERS[*]}"
      [[ " ${SERVERS[*]} " == *" ${operands[0]} "* ]] ||
        fail_usage "there is no server '${operands[0]}': it is one of ${SERVERS[*]}"
      ;;
    *) fail_usage "there is no 'stack $action'" ;;
  esac
  select_stack "$db"
  case $action in
    up) stack_up ;;
    down) stack_down "$purge" ;;
    status) stack_status ;;
    env) stack_env ;;
    *) control_server "$action" "${operands[0]}" ;;
  esac
}

option_value() {
  (($# > 1)) || fail_usage "$1 wants a value"
  echo "$2"
}

# ---------------------------------------------------------------------------------------------------------------------
# Which stack

# select_stack DATABASE: sets STACK, STACK_DIR, DB and MODE (packages or docker); DATABASE may be empty
select_stack() {
  local wanted=${1:-${LOCKSTEP_DB:-}}
  case $wanted in
    '' | mariadb | mysql) ;;
    *) fail_usage "there is no database '$wanted': it is mariadb or mysql" ;;
  esac
  local usual=mariadb
  MODE=packages
  if docker_answers; then
    MODE=docker
    usual=mysql
  fi
  DB=${wanted:-$usual}
  STACK=dev
  [[ $DB == "$usual" ]] || STACK=dev-$DB
  STACK=${LOCKSTEP_STACK:-$STACK}
  [[ $STACK =~ ^[a-z0-9][a-z0-9_-]*$ ]] ||
    fail_usage "'$STACK' is no name for a stack: small letters, digits, - and _ only"
  STACK_DIR=$ROOT/.lockstep/$STACK
  read_settings "$wanted"
}

# What a stack was first started with stays: its data are of that database.
read_settings() {
  local db mode
  { read -r db mode <"$STACK_DIR/settings"; } 2>/dev/null || return 0
  [[ -z $1 || $1 == "$db" ]] ||
    fail "the stack $STACK runs on $db: set LOCKSTEP_STACK to another name for $1, or remove it with stack down --purge"
  [[ $mode != docker || $MODE == docker ]] || fail "the stack $STACK lives in Docker, and no Docker engine answers"
  DB=$db
  MODE=$mode
}

stack_exists() {
  [[ -f $STACK_DIR/settings ]]
}

need_stack() {
  stack_exists || fail "the stack $STACK was never started: ./lockstep stack up"
  read_ports
}

create_stack() {
  stack_exists && return 0
  with_lock "$CACHE/stacks.lock" choose_ports || return 1
  echo "$DB $MODE" >"$STACK_DIR/settings"
}

# ---------------------------------------------------------------------------------------------------------------------
# Its ports

choose_ports() {
  local key usual port others taken=''
  # a stack that is stopped keeps its ports
  others=$(ports_of_other_stacks)
  while read -r key usual; do
    [[ -n $key ]] || continue
    port=$usual
    if [[ $STACK != dev ]]; then
      port=$(random_port)
    elif ! is_usable "$port" "$others"; then
      taken+=" $port"
    fi
    until is_usable "$port" "$others"; do
      port=$(random_port)
    done
    others+=" $port "
    echo "$key=$port"
  done <<<"$PORT_TABLE" >"$STACK_DIR/ports.new"
  [[ -z $taken ]] || say "taken already:$taken; the stack dev gets other ports instead"
  mv "$STACK_DIR/ports.new" "$STACK_DIR/ports"
  grep -qxsF "$STACK_DIR" "$CACHE/stacks" || echo "$STACK_DIR" >>"$CACHE/stacks"
}

# is_usable PORT PORTS
is_usable() {
  [[ $2 != *" $1 "* ]] && ! port_is_taken "$1"
}

ports_of_other_stacks() {
  local dir
  [[ -f $CACHE/stacks ]] || return 0
  while read -r dir; do
    [[ $dir == "$STACK_DIR" || ! -f $dir/ports ]] || sed 's/.*=\(.*\)/ \1 /' "$dir/ports" | tr -d '\n'
  done <"$CACHE/stacks"
}

forget_stack() {
  [[ -f $CACHE/stacks ]] || return 0
  grep -vxF "$1" "$CACHE/stacks" >"$CACHE/stacks.new" || true
  mv "$CACHE/stacks.new" "$CACHE/stacks"
}

read_ports() {
  local key port
  while IFS='=' read -r key port; do
    printf -v "PORT_$key" %s "$port"
  done <"$STACK_DIR/ports"
}

port_of() {
  local name=PORT_$1
  echo "${!name}"
}

# every port that a server listens on
ports_of_server() {
  case $1 in
    rabbitmq) echo "$PORT_RABBITMQ $PORT_RABBITMQ_DIST" ;;
    kafka) echo "$PORT_KAFKA $PORT_KAFKA_CONTROLLER" ;;
    redlock-*) redlock_port "${1##*-}" ;;
    redis) echo "$PORT_REDIS" ;;
    db) echo "$PORT_DB" ;;
  esac
}

# ---------------------------------------------------------------------------------------------------------------------
# Up

stack_up() {
  with_lock "$ROOT/.lockstep/$STACK.lock" bring_stack_up
  need_stack
  say "the stack $STACK is ready ($DB)"
}

bring_stack_up() {
  mkdir -p "$STACK_DIR"
  create_stack
  read_ports
  if [[ $MODE == docker ]]; then
    docker_up
  elif ! all_answer; then
    start_servers
  fi
}

all_answer() {
  local server
  for server in "${SERVERS[@]}"; do
    server_answers "$server" || return 1
  done
}

start_servers() {
  local server jobs=() failed=0 job
  need_jdk
  # one after the other, since the package manager wants it so; what is there costs nothing
  install_redis
  install_rabbitmq
  [[ $DB != mariadb ]] || install_mariadb
  say "starting the servers of the stack $STACK"
  for server in "${SERVERS[@]}"; do
    start_server "$server" &
    jobs+=($!)
  done
  # background jobs do not hear Ctrl-C themselves
  trap 'kill "${jobs[@]}" 2>/dev/null; exit 130' INT TERM
  for job in "${jobs[@]}"; do
    wait "$job" || failed=1
  done
  trap - INT TERM
  ((failed == 0)) || fail "the stack $STACK is not complete"
}

start_server() {
  local server=$1 began=$SECONDS dir kind patience=60
  dir=$(directory_of "$server")
  kind=$(kind_of "$server")
  mkdir -p "$dir"
  ! server_answers "$server" || return 0
  [[ $server != db ]] || patience=180 # it may have to recover from a crash first
  if [[ $kind == mysql || $kind == kafka ]]; then "install_$kind"; fi
  with_lock "$dir.lock" launch_server "$server" "$kind" "$dir" "$BASHPID"
  await "$patience" answers_or_is_gone "$server"
  server_answers "$server" || fail "$server did not come up; the last lines of $(log_of "$server") say why"
  say "  $(printf '%-10s' "$server") ready after $((SECONDS - began)) s"
}

launch_server() {
  local server=$1 kind=$2 dir=$3 starter=$4 port
  # a Ctrl-C between the start and the note of it would leave a server that nobody knows
  trap '' INT
  # whoever wanted it may have been ended while this waited for the lock, and the stack be down by now
  start_ticks "$starter" >/dev/null || return 1
  if is_running "$dir/pid"; then
    signal_process "$dir/pid" CONT
    return
  fi
  for port in $(ports_of_server "$server"); do
    ! port_is_taken "$port" ||
      fail "port $port of $server is taken by another program: end that, or remove the stack $STACK (stack down --purge) for other ports"
  done
  "start_$kind" "$dir" || fail "$server did not start; the last lines of $dir/log say why"
}

server_answers() {
  is_running "$(pidfile_of "$1")" && "answers_$(kind_of "$1")" "$1"
}

answers_or_is_gone() {
  server_answers "$1" || is_gone "$(pidfile_of "$1")"
}

# ---------------------------------------------------------------------------------------------------------------------
# Down, and one server at a time

stack_down() {
  if ! stack_exists; then
    say "the stack $STACK is not there"
    return
  fi
  with_lock "$ROOT/.lockstep/$STACK.lock" take_stack_down "$1"
  if [[ $1 == purge ]]; then
    with_lock "$CACHE/stacks.lock" forget_stack "$STACK_DIR"
    rm -f "$ROOT/.lockstep/$STACK.lock"
    say "the stack $STACK is removed"
  else
    say "the stack $STACK is down; its data stay"
  fi
}

take_stack_down() {
  local server jobs=() job failed=0 end=stop_server
  # what is thrown away need not be put in order first
  [[ $1 == keep ]] || end=kill_server
  read_ports
  if [[ $MODE == docker ]]; then
    docker_down "$1"
  else
    for server in "${SERVERS[@]}"; do
      "$end" "$server" &
      jobs+=($!)
    done
    for job in "${jobs[@]}"; do
      wait "$job" || failed=1
    done
    stop_epmd || failed=1
  fi
  ((failed == 0)) || fail "not every server of the stack $STACK could be stopped"
  [[ $1 == keep ]] || rm -rf "$STACK_DIR"
}

# Whoever stops or kills a server waits for a start that is under way: what it has started by then is recorded.
stop_server() {
  with_lock "$(directory_of "$1").lock" end_server "$1"
}

kill_server() {
  with_lock "$(directory_of "$1").lock" kill_process_of "$1"
}

end_server() {
  local pidfile
  pidfile=$(pidfile_of "$1")
  is_running "$pidfile" || return 0
  signal_process "$pidfile" TERM || true
  signal_process "$pidfile" CONT || true # a paused one hears nothing else
  await 60 is_gone "$pidfile" && return
  say "$1 did not stop within 60 s and is killed"
  kill_process_of "$1"
}

kill_process_of() {
  local pidfile
  pidfile=$(pidfile_of "$1")
  signal_process "$pidfile" KILL || true
  await 20 is_gone "$pidfile" || fail "$1 could not be killed"
}

control_server() {
  local action=$1 server=$2
  need_stack
  if [[ $MODE == docker ]]; then
    docker_control "$action" "$server"
    return
  fi
  case $action in
    start)
      need_jdk
      start_server "$server"
      ;;
    stop) stop_server "$server" ;;
    kill) kill_server "$server" ;;
    pause) signal_process "$(pidfile_of "$server")" STOP || fail "$server is not running" ;;
    resume) signal_process "$(pidfile_of "$server")" CONT || fail "$server is not running" ;;
  esac
}

# ---------------------------------------------------------------------------------------------------------------------
# Status and settings

stack_status() {
  need_stack
  if [[ $MODE == docker ]]; then
    docker_status
    return
  fi
  local server state pidfile complete=0
  echo "stack $STACK on $DB, data in $STACK_DIR"
  for server in "${SERVERS[@]}"; do
    pidfile=$(pidfile_of "$server")
    if ! is_running "$pidfile"; then
      state=stopped
    elif is_paused "$pidfile"; then
      state=paused
    elif server_answers "$server"; then
      state=ready
    else
      state='not answering'
    fi
    [[ $state == ready ]] || complete=1
    printf '  %-10s 127.0.0.1:%-6s %-14s %s\n' "$server" "$(ports_of_server "$server" | cut -d ' ' -f 1)" "$state" \
      "$(recorded_process "$pidfile" | sed 's/^/pid /')"
  done
  return "$complete"
}

stack_env() {
  need_stack
  local servers='' number
  for number in 1 2 3 4 5; do
    servers+=${servers:+,}redis://127.0.0.1:$(redlock_port "$number")
  done
  setting LOCKSTEP_STACK "$STACK"
  setting QUARKUS_DATASOURCE_REACTIVE_URL "mysql://127.0.0.1:$PORT_DB/lockstep"
  setting QUARKUS_DATASOURCE_JDBC_URL "jdbc:mysql://127.0.0.1:$PORT_DB/lockstep?allowPublicKeyRetrieval=true&sslMode=DISABLED"
  setting QUARKUS_DATASOURCE_USERNAME "$SERVER_USER"
  setting QUARKUS_DATASOURCE_PASSWORD "$SERVER_PASSWORD"
  setting QUARKUS_REDIS_HOSTS "redis://127.0.0.1:$PORT_REDIS"
  setting RABBITMQ_HOST 127.0.0.1
  setting RABBITMQ_PORT "$PORT_RABBITMQ"
  setting RABBITMQ_USERNAME "$SERVER_USER"
  setting RABBITMQ_PASSWORD "$SERVER_PASSWORD"
  setting KAFKA_BOOTSTRAP_SERVERS "127.0.0.1:$PORT_KAFKA"
  setting LOCKSTEP_LOCKS_REDLOCK_SERVERS "$servers"
}

setting() {
  printf "export %s='%s'\n" "$1" "$2"
}
