# shellcheck shell=bash
# Orders that flow before one's eyes: a few products and users, then an order every couple of seconds.

#          sku             name              category   price   units received
readonly DEMO_PRODUCTS="
demo-mug        |Mug              |kitchen |1200   |100000
demo-kettle     |Kettle           |kitchen |4900   |100000
demo-notebook   |Notebook         |paper   |650    |100000
demo-telescope  |Telescope        |garden  |89900  |1
"
#          id              name              deposit (nothing: every order of his is declined)
readonly DEMO_USERS="
demo-ada        |Ada              |100000000
demo-grace      |Grace            |100000000
demo-poor       |Poor Richard     |
"
#          who             what              how many
readonly DEMO_ORDERS="
demo-ada        |demo-mug         |2
demo-grace      |demo-notebook    |10
demo-poor       |demo-kettle      |1
demo-ada        |demo-kettle      |1
demo-grace      |demo-telescope   |1
demo-ada        |demo-notebook    |3
"

run_demo() {
  local url=$1 user sku quantity
  fill_catalogue "$url" || return 1
  fund_users "$url" || return 1
  say "an order every two seconds; Ctrl-C ends it"
  while :; do
    while IFS='|' read -r user sku quantity; do
      [[ -n $user ]] || continue
      [[ -z ${ENDING:-} ]] && java_is_running || return 0
      show_order "$url" "$(trimmed "$user")" "$(trimmed "$sku")" "$quantity"
      sleep 2
    done <<<"$DEMO_ORDERS"
  done
}

trimmed() {
  echo "${1%"${1##*[! ]}"}"
}

# request METHOD URL BODY [CURL ARGUMENTS...]: the answer's body; says what went wrong
request() {
  local method=$1 url=$2 body=$3 answer status
  shift 3
  answer=$(curl -s --max-time 30 -X "$method" "$url" -H 'content-type: application/json' ${body:+-d "$body"} \
    -w '\n%{http_code}' "$@") || true
  status=${answer##*$'\n'}
  if [[ $status != 2* ]]; then
    [[ -n ${ENDING:-} ]] || say "$method $url: ${answer%$'\n'*} ($status)"
    return 1
  fi
  echo "${answer%$'\n'*}"
}

# The keys make a second run within a day add nothing; after that it adds some more, which does no harm.
fill_catalogue() {
  local sku name category price units
  while IFS='|' read -r sku name category price units; do
    [[ -n $sku ]] || continue
    sku=$(trimmed "$sku")
    request PUT "$1/products/$sku" "{\"name\": \"$(trimmed "$name")\", \"category\": \"$(trimmed "$category")\",
      \"unitPrice\": {\"amount\": $price, \"currency\": \"EUR\"}}" >/dev/null || return 1
    request POST "$1/stock/$sku/receipts" "{\"quantity\": $units}" -H "idempotency-key: demo-receipt-$sku" \
      >/dev/null || return 1
  done <<<"$DEMO_PRODUCTS"
}

fund_users() {
  local id name deposit
  while IFS='|' read -r id name deposit; do
    [[ -n $id ]] || continue
    id=$(trimmed "$id")
    request PUT "$1/users/$id" "{\"name\": \"$(trimmed "$name")\", \"email\": \"$id@example.org\"}" >/dev/null || return 1
    # opened by the service when it hears its own user event
    await 30 account_is_open "$1" "$id" || { say "no account was opened for $id within 30 s" && return 1; }
    [[ -n $deposit ]] || continue
    request POST "$1/accounts/$id/deposits" "{\"amount\": $deposit, \"currency\": \"EUR\"}" \
      -H "idempotency-key: demo-deposit-$id" >/dev/null || return 1
  done <<<"$DEMO_USERS"
}

account_is_open() {
  curl -fs -o /dev/null --max-time 5 "$1/accounts/$2"
}

# show_order URL USER SKU QUANTITY: places it and writes its statuses on one line as they come
show_order() {
  local order id shown=0 statuses status reason
  order=$(request POST "$1/orders" "{\"userId\": \"$2\", \"items\": [{\"sku\": \"$3\", \"quantity\": $4}]}" \
    -H "idempotency-key: demo-order-$$-$SECONDS-$RANDOM") || return 0
  id=$(sed -n 's/^{"id": *"\([^"]*\)".*/\1/p' <<<"$order")
  printf '%s  %-11s %2s x %-15s' "$id" "$2" "$4" "$3"
  local deadline=$((SECONDS + 30))
  while ((SECONDS < deadline)) && [[ -z ${ENDING:-} ]]; do
    order=$(request GET "$1/orders/$id" '') || break
    read -ra statuses <<<"$(history_of "$order")"
    while ((shown < ${#statuses[@]})); do
      status=${statuses[shown]}
      ((shown == 0)) || printf ' → '
      printf '%s' "$status"
      shown=$((shown + 1))
      if [[ $status == CONFIRMED || $status == CANCELLED ]]; then
        reason=$(sed -n 's/.*"reason": *"\([^"]*\)".*/\1/p' <<<"${order%%\"history\"*}")
        printf '%s\n' "${reason:+ ($reason)}"
        return 0
      fi
    done
    sleep 0.1
  done
  printf ' ...\n'
}

# The statuses in an order's history, oldest first, separated by blanks.
history_of() {
  grep -o '"status": *"[A-Z]*"' <<<"${1#*\"history\"}" | sed 's/.*"\([A-Z]*\)"/\1/' | tr '\n' ' '
}
