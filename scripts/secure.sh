# shellcheck shell=bash
# The closed service of run --secure: an OpenID Connect provider beside it, and an admin key. What is secret is made at the
# first start, and lies in the stack's folder for its owner alone.

# What curl needs to be let in by the service.
LOGIN=()

need_provider() {
  local version
  has node && has npm || say "--secure needs node and npm, for its OpenID Connect provider"
  need_packages node=nodejs npm=npm
  version=$(node --version)
  version=${version#v}
  ((${version%%.*} >= 18)) || fail "--secure needs node 18 or newer, and this is $version"
}

# secure_service: starts the provider; what runs from here on finds it and the key in its environment
secure_service() {
  local dir=$STACK_DIR/secure
  mkdir -p "$dir"
  chmod 700 "$dir"
  make_secret "$dir/admin-key"
  make_secret "$dir/client-secret"
  with_lock .lockstep/openid-provider.lock install_provider
  (
    umask 077
    fill provider.json | sed "s/@secret@/$(<"$dir/client-secret")/" >"$dir/settings.json"
    # a header in a file is not in the list of processes
    echo "authorization: Bearer $(<"$dir/admin-key")" >"$dir/admin-header"
  )
  start_provider "$dir"
  LOGIN=(-H "@$dir/admin-header")
  unset LOCKSTEP_ADMIN_KEY # which would be taken instead
  export LOCKSTEP_ADMIN_KEY_FILE=$dir/admin-key QUARKUS_OIDC_AUTH_SERVER_URL=http://127.0.0.1:${PORT[provider]}
}

# make_secret FILE: 256 random bits, unless it is there
make_secret() (
  umask 077
  [[ -s $1 ]] || head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1"
)

install_provider() {
  local dir=.lockstep/openid-provider
  mkdir -p "$dir"
  cp scripts/provider/* "$dir"
  ! cmp -s "$dir/package-lock.json" "$dir/installed.json" || return 0
  say "installing the OpenID Connect provider"
  (cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --loglevel error </dev/null >&2 9>&-) ||
    fail "npm could not install the OpenID Connect provider: see above"
  cp "$dir/package-lock.json" "$dir/installed.json"
}

# start_provider FOLDER: it ends with this script
start_provider() {
  ! port_is_taken "${PORT[provider]}" ||
    fail "port ${PORT[provider]} of the OpenID Connect provider is taken: another run --secure of the stack $STACK?"
  (
    trap '' INT
    exec node .lockstep/openid-provider/provider.mjs "$1/settings.json" </dev/null >"$1/log" 2>&1
  ) &
  PROVIDER=$!
  trap 'kill "$PROVIDER" 2>/dev/null || true' EXIT
  await 30 provider_answers_or_ended || true
  kill -0 "$PROVIDER" 2>/dev/null && provider_answers || fail "the OpenID Connect provider did not start: see $1/log"
}

provider_answers() {
  curl -fs -o /dev/null --max-time 5 "http://127.0.0.1:${PORT[provider]}/.well-known/openid-configuration"
}

provider_answers_or_ended() {
  provider_answers || ! kill -0 "$PROVIDER" 2>/dev/null
}
