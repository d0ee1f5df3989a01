# shellcheck shell=bash
# Servers that speak TLS and nothing else: those of a stack in whose folder there are tls/ca.pem, tls/server.pem and
# tls/server.key, for localhost. With a file tls/mutual, who calls them has to show a certificate of the same authority.
# The tests lay them there; what the service is told is docs/security.md.

speak_tls() {
  [[ -f $STACK_DIR/tls/server.pem ]]
}

# if_mutual YES NO: one or the other
if_mutual() {
  if [[ -e $STACK_DIR/tls/mutual ]]; then echo "$1"; else echo "$2"; fi
}

# ask_over_tls PORT QUESTION LENGTH: as ask does, with the server's own certificate
ask_over_tls() {
  # shellcheck disable=SC2016
  timeout 2 bash -c 'exec 3< <(exec openssl s_client -quiet -connect "127.0.0.1:$0" -CAfile "$3/ca.pem" \
      -cert "$3/server.pem" -key "$3/server.key" < <(printf "$1"))
    asked=$!
    head -c "$2" <&3
    kill "$asked"' "$@" "$STACK_DIR/tls"
}

# encrypt_database FOLDER
encrypt_database() {
  speak_tls || return 0
  fill tls/database.cnf >>"$1/my.cnf"
  echo "ALTER USER 'lockstep'@'%' REQUIRE $(if_mutual X509 SSL);" >>"$1/accounts.sql"
}

# redis_over_tls PORT: sets listen
redis_over_tls() {
  local tls=$STACK_DIR/tls
  listen=(--port 0 --tls-port "$1" --tls-ca-cert-file "$tls/ca.pem" --tls-cert-file "$tls/server.pem"
    --tls-key-file "$tls/server.key" --tls-auth-clients "$(if_mutual yes optional)")
}

# encrypt_rabbitmq FOLDER
encrypt_rabbitmq() {
  speak_tls || return 0
  # they would open the usual port besides
  sed -i '/^NODE_IP_ADDRESS\|^NODE_PORT/d' "$1/rabbitmq-env.conf"
  sed -i '/^listeners/d' "$1/rabbitmq.conf"
  fill tls/rabbitmq.conf >>"$1/rabbitmq.conf"
  echo "ssl_options.fail_if_no_peer_cert = $(if_mutual true false)" >>"$1/rabbitmq.conf"
}

# encrypt_kafka FOLDER: later lines of its settings win
encrypt_kafka() {
  speak_tls || return 0
  (
    umask 077
    cat "$STACK_DIR/tls/server.key" "$STACK_DIR/tls/server.pem" >"$1/server.pem"
  )
  fill tls/server.properties >>"$1/server.properties"
  echo "ssl.client.auth=$(if_mutual required none)" >>"$1/server.properties"
}
