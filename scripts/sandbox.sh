# shellcheck shell=bash
# The sandbox of run --payments: a provider of payments beside the service, which misbehaves when an order asks it to. Its
# key and the secret of its webhooks are made at the first start, and lie with its books in the stack's folder.

# What orders of the demo are paid with; nothing for the ledger.
PAYMENT_METHOD=''

# check_payments NAME: one that there is
check_payments() {
  [[ $1 =~ ^(ledger|sandbox|sandbox-stripe)$ ]] ||
    fail_usage "there are no payments by '$1': it is ledger, sandbox or sandbox-stripe"
  [[ $1 == ledger ]] || need_node "--payments $1 needs node"
}

# pay_by NAME: starts the sandbox where it is meant; what runs from here on finds it in its environment
pay_by() {
  local dir=$STACK_DIR/sandbox provider=HTTP
  export LOCKSTEP_PAYMENTS_PROVIDER=ledger
  [[ $1 != ledger ]] || return 0
  mkdir -p "$dir"
  chmod 700 "$dir"
  make_secret "$dir/key"
  make_secret "$dir/webhook-secret"
  export SANDBOX_KEY SANDBOX_SECRET
  SANDBOX_KEY=sk_test_$(<"$dir/key")
  SANDBOX_SECRET=whsec_$(<"$dir/webhook-secret")
  start_beside "the sandbox of payments" "${PORT[sandbox]}" /books "$dir/log" \
    node scripts/sandbox/sandbox.mjs --port "${PORT[sandbox]}" --journal "$dir/journal" \
    --webhooks "http://127.0.0.1:${PORT[http]}"
  [[ $1 == sandbox ]] || provider=STRIPE
  PAYMENT_METHOD=approved
  export LOCKSTEP_PAYMENTS_PROVIDER=${provider,,}
  export "LOCKSTEP_PAYMENTS_${provider}_URL=http://127.0.0.1:${PORT[sandbox]}"
  export "LOCKSTEP_PAYMENTS_${provider}_KEY=$SANDBOX_KEY" "LOCKSTEP_PAYMENTS_${provider}_WEBHOOK_SECRETS=$SANDBOX_SECRET"
}
