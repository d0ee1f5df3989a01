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
