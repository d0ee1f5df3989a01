# shellcheck shell=bash
# The closed service of run --secure: an OpenID Connect provider beside it, and an admin key. What is secret is made at the
# first start, and lies in the stack's folder for its owner alone.

# What curl needs to be let in by the service.
LOGIN=()

need_provider() {
  need_node "the OpenID Connect provider of --secure needs node"
  need_packages npm=npm
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
  start_beside "the OpenID Connect provider" "${PORT[provider]}" /.well-known/openid-configuration "$dir/log" \
    node .lockstep/openid-provider/provider.mjs "$dir/settings.json"
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
