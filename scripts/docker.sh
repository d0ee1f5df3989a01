# shellcheck shell=bash
# The same stack with Docker Compose, where an engine answers.

docker_answers() {
  [[ ${LOCKSTEP_DOCKER:-} != no ]] && has docker && docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
}

compose() {
  local port
  for port in "${PORT_KEYS[@]}"; do
    export "LOCKSTEP_${port}_PORT=$(port_of "$port")"
  done
  export LOCKSTEP_PASSWORD=$SERVER_PASSWORD
  # two checkouts on one machine may both have a stack of this name
  docker compose --project-name "lockstep-$STACK-$(cksum <<<"$ROOT" | cut -d ' ' -f 1)" \
    --project-directory "$ROOT" --file "$ROOT/docker-compose.yml" --profile "$DB" "$@"
}

compose_service_of() {
  if [[ $1 == db ]]; then echo "$DB"; else echo "$1"; fi
}

compose_services() {
  local server
  for server in "${SERVERS[@]}"; do
    compose_service_of "$server"
  done
}

docker_up() {
  local services
  read -ra services <<<"$(compose_services | tr '\n' ' ')"
  compose up --detach --wait "${services[@]}" >&2 ||
    fail "the servers did not all come up in Docker: ./lockstep stack status tells which, docker logs why"
}

docker_down() {
  if [[ $1 == purge ]]; then compose down --volumes >&2; else compose down >&2; fi
}

docker_status() {
  local service expected ready=0
  expected=${#SERVERS[@]}
  compose ps --all --format 'table {{.Service}}\t{{.Status}}\t{{.Ports}}'
  while read -r service; do
    [[ -z $(compose ps --status running --quiet "$service" 2>/dev/null) ]] || ready=$((ready + 1))
  done < <(compose_services)
  ((ready == expected))
}

docker_control() {
  local action=$1 service
  service=$(compose_service_of "$2")
  case $action in
    start) compose up --detach --wait "$service" >&2 ;;
    stop | kill | pause) compose "$action" "$service" >&2 ;;
    resume) compose unpause "$service" >&2 ;;
  esac || fail "Docker could not $action $2"
}
