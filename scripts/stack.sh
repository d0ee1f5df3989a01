# shellcheck shell=bash
# A stack: one set of servers with a name, ports and data of its own.

# lockstep_stack ACTION ARGUMENTS...
lockstep_stack() {
  local action=${1:-status} known=" ${SERVERS[*]} " names='--db'
  (($# == 0)) || shift
  [[ $action != down ]] || names='--db --purge'
  take_options "$names" "$@"
  case $action in
    up | down | status | env) ((${#REST[@]} == 0)) || fail_usage "stack $action takes no '${REST[0]}'" ;;
    start | stop | kill | pause | resume)
      ((${#REST[@]} == 1)) || fail_usage "stack $action wants one server: ${SERVERS[*]}"
      [[ $known == *" ${REST[0]} "* ]] || fail_usage "there is no server '${REST[0]}': it is one of ${SERVERS[*]}"
      ;;
    *) fail_usage "there is no 'stack $action'" ;;
  esac
  select_stack "${OPTION[--db]:-}"
  [[ $action =~ ^(up|down)$ ]] || stack_exists || fail "the stack $STACK was never started: ./lockstep stack up"
  case $action in
    up | status) "stack_$action" ;;
    down) stack_down "${OPTION[--purge]:-no}" ;;
    env) fill stack.env ;;
    *) control_server "$action" "${REST[0]}" ;;
  esac
}

# select_stack DATABASE: sets STACK, STACK_DIR, DB and MODE (packages or docker); DATABASE may be empty
select_stack() {
  local usual=mariadb
  WANTED_DB=${1:-${LOCKSTEP_DB:-}}
  [[ $WANTED_DB =~ ^(|mariadb|mysql)$ ]] || fail_usage "there is no database '$WANTED_DB': it is mariadb or mysql"
  MODE=packages
  if docker_answers; then
    MODE=docker
    usual=mysql
  fi
  DB=${WANTED_DB:-$usual}
  STACK=dev
  [[ $DB == "$usual" ]] || STACK=dev-$DB
  STACK=${LOCKSTEP_STACK:-$STACK}
  [[ $STACK =~ ^[a-z0-9][a-z0-9_-]*$ ]] ||
    fail_usage "'$STACK' is no name for a stack: small letters, digits, - and _ only"
  STACK_DIR=$ROOT/.lockstep/$STACK
  ! stack_exists || read_settings
}

stack_exists() {
  [[ -f $STACK_DIR/settings ]]
}

# What a stack was first started with stays: its data are of that database. Sets DB, MODE and PORT.
read_settings() {
  local mode port name
  read -r DB mode port <"$STACK_DIR/settings"
  [[ -n $port ]] || fail "an older ./lockstep has started the stack $STACK: end it with that one, and remove $STACK_DIR"
  [[ -z $WANTED_DB || $WANTED_DB == "$DB" ]] ||
    fail "the stack $STACK runs on $DB: name another one for $WANTED_DB (LOCKSTEP_STACK), or remove it (stack down --purge)"
  [[ $mode == "$MODE" || $mode == packages ]] || fail "the stack $STACK lives in Docker, and no Docker engine answers"
  MODE=$mode
  declare -gA PORT=()
  # the peers are for other nodes of RabbitMQ and Kafka; service and management are of the one that is measured, closed
  # and closed-management of the one that is compared with it, provider is that of run --secure, and sandbox that of
  # run --payments
  for name in "${SERVERS[@]}" rabbitmq-peer kafka-peer epmd service management provider closed closed-management sandbox; do
    PORT[$name]=$port
    port=$((port + 1))
  done
}

# Takes the first block of free ports, below those that the kernel gives to outgoing connections. A link to the stack's
# folder marks it as taken, so that a stack keeps its ports while it is stopped.
claim_ports() {
  local first=30000
  mkdir -p "$CACHE/ports"
  until block_is_free "$first"; do
    first=$((first + 20))
    ((first < 32700)) || fail "no ports are left: remove stacks that nobody needs, or their links in $CACHE/ports"
  done
  ln -sfn "$STACK_DIR" "$CACHE/ports/$first"
  echo "$DB $MODE $first" >"$STACK_DIR/settings"
}

# block_is_free PORT
block_is_free() {
  local claim=$CACHE/ports/$1 port
  [[ ! -e $claim || $claim -ef $STACK_DIR ]] || return 1
  for ((port = $1; port < $1 + 20; port++)); do
    ! port_is_taken "$port" || return 1
  done
}

stack_up() {
  with_lock "$ROOT/.lockstep/$STACK.lock" bring_stack_up
  read_settings
  say "the stack $STACK is ready ($DB)"
}

bring_stack_up() {
  mkdir -p "$STACK_DIR"
  stack_exists || with_lock "$CACHE/ports.lock" claim_ports
  read_settings
  if [[ $MODE == docker ]]; then
    compose up --detach --wait "${SERVERS[@]/#db/$DB}" >&2 ||
      fail "the servers did not all come up in Docker: ./lockstep stack status tells which, docker logs why"
    return
  fi
  install_servers
  in_parallel start_server "${SERVERS[@]}" || fail "the stack $STACK is not complete"
}

start_server() {
  local server=$1 dir=$STACK_DIR/$1 began=$SECONDS kind=${1/#db/$DB} name
  ! is_ready "$server" || return 0
  mkdir -p "$dir"
  lock "$dir.lock"
  if ! signal "$dir" CONT; then
    for name in "$server" "$server-peer"; do
      ! port_is_taken "${PORT[$name]:-0}" ||
        fail "port ${PORT[$name]} of $server is taken by another program: end that, or get others with stack down --purge"
    done
    "launch_${kind/redlock-?/redis}" "$server" "$dir" || fail "$server did not start: see the end of $dir/log"
  fi
  # a database may have to recover from a crash first
  await 180 is_ready_or_gone "$server" || true
  is_ready "$server" || fail "$server did not come up: see the end of $dir/log"
  say "  $(printf '%-10s' "$server") ready after $((SECONDS - began)) s"
}

is_ready() {
  pid_of "$STACK_DIR/$1" >/dev/null && answers "$1"
}

is_ready_or_gone() {
  is_ready "$1" || is_gone "$STACK_DIR/$1"
}

# stack_down PURGE: yes or no
stack_down() {
  if ! stack_exists; then
    say "the stack $STACK is not there"
    return
  fi
  read_settings
  with_lock "$ROOT/.lockstep/$STACK.lock" take_stack_down "$1"
  if [[ $1 == yes ]]; then
    rm -f "$ROOT/.lockstep/$STACK.lock"
    say "the stack $STACK is removed"
  else
    say "the stack $STACK is down; its data stay"
  fi
}

take_stack_down() {
  local end=stop_server volumes=()
  if [[ $1 == yes ]]; then
    # what is thrown away need not be put in order first
    end=kill_server
    volumes=(--volumes)
  fi
  if [[ $MODE == docker ]]; then
    compose down "${volumes[@]}" >&2
  else
    in_parallel "$end" "${SERVERS[@]}" || fail "not every server of the stack $STACK could be stopped"
    # it keeps nothing, so it needs no warning
    kill_server epmd
  fi
  [[ $1 == no ]] || rm -rf "$STACK_DIR" "$CACHE/ports/${PORT[db]}"
}

stop_server() {
  end_server "$1" TERM 60 || kill_server "$1"
}

kill_server() {
  end_server "$1" KILL 20 || fail "$1 could not be killed"
}

# end_server SERVER SIGNAL SECONDS: waits for a start that is under way, and for the end
end_server() {
  local dir=$STACK_DIR/$1
  lock "$dir.lock"
  signal "$dir" "$2" || return 0
  # a paused one hears nothing else
  signal "$dir" CONT || true
  flock -w "$3" "$dir/pid" true
}

# control_server ACTION SERVER
control_server() {
  local dir=$STACK_DIR/$2 service=${2/#db/$DB}
  case $MODE-$1 in
    docker-start) compose up --detach --wait "$service" >&2 ;;
    docker-resume) compose unpause "$service" >&2 ;;
    docker-*) compose "$1" "$service" >&2 ;;
    *-pause) signal "$dir" STOP || fail "$2 is not running" ;;
    *-resume) signal "$dir" CONT || fail "$2 is not running" ;;
    *) "$1_server" "$2" ;;
  esac
}

stack_status() {
  local server pid state complete=0
  if [[ $MODE == docker ]]; then
    compose ps --all --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}'
    (($(compose ps --status running --quiet | wc -l) == ${#SERVERS[@]}))
    return
  fi
  echo "stack $STACK on $DB, data in $STACK_DIR"
  for server in "${SERVERS[@]}"; do
    pid=$(pid_of "$STACK_DIR/$server") || true
    if [[ -z $pid ]]; then
      state=stopped
    elif grep -qs '^State:.T' "/proc/$pid/status"; then
      state=paused
    elif answers "$server"; then
      state=ready
    else
      state='not answering'
    fi
    [[ $state == ready ]] || complete=1
    printf '  %-10s 127.0.0.1:%-6s %-14s %s\n' "$server" "${PORT[$server]}" "$state" "${pid:+pid $pid}"
  done
  return "$complete"
}
