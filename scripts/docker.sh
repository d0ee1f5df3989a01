# shellcheck shell=bash
# The same stack with Docker Compose, where an engine answers.

docker_answers() {
  [[ ${LOCKSTEP_DOCKER:-} != no ]] && has docker && { docker info && docker compose version; } >/dev/null 2>&1
}

# compose ARGUMENTS...
compose() {
  eval "$(fill docker.env)"
  # two checkouts on one machine may both have a stack of this name
  docker compose --project-name "lockstep-$STACK-$(cksum <<<"$ROOT" | cut -d ' ' -f 1)" \
    --project-directory "$ROOT" --file "$ROOT/docker-compose.yml" --profile "$DB" "$@"
}

# docker_control ACTION SERVER
docker_control() {
  local service=${2/#db/$DB}
  case $1 in
    start) compose up --detach --wait "$service" >&2 ;;
    resume) compose unpause "$service" >&2 ;;
    *) compose "$1" "$service" >&2 ;;
  esac || fail "Docker could not $1 $2"
}
