# shellcheck shell=bash
# Orders that flow before one's eyes: a few products and users, then an order every couple of seconds. And a few dead
# letters, which the examples of the OpenAPI document read, mend, replay and delete.

# run_demo URL
run_demo() {
  local method path key body user sku quantity
  while read -r method path key body; do
    case $method in
      '' | '#'*) ;;
      GET) await 30 curl -fs -o /dev/null --max-time 5 "${LOGIN[@]}" "$1$path" || fail "nothing came to $path within 30 s" ;;
      *) request "$method" "$1$path" "$key" "$body" >/dev/null || return 1 ;;
    esac
  done <scripts/demo/setup.txt
  keep_dead_letters "$1" || return 1
  say "a few dead letters are in $1/dead-letters; an order of demo-wanda stays open behind one of them"
  say "an order every two seconds; Ctrl-C ends it"
  while :; do
    while read -r user sku quantity; do
      show_order "$1" "$user" "$sku" "$quantity" || return 1
      sleep 2
    done <scripts/demo/orders.txt
    keep_dead_letters "$1" || return 1
  done
}

# keep_dead_letters URL: makes those that are missing, so there are never many
keep_dead_letters() {
  local lib=target/quarkus-app/lib/main missing=() jars login=${LOGIN[1]:--}
  add_missing 3 workflow.changes "$1/dead-letters?queue=workflow.changes" || return 1
  add_missing 2 user-events "$1/dead-letters?queue=user-events" || return 1
  # an order that waits behind one
  add_missing 1 orders.inventory "$1/orders?userId=demo-wanda&status=PAID" || return 1
  ((${#missing[@]} > 0)) || return 0
  jars=$(printf '%s:' "$lib"/{com.rabbitmq.amqp-client,org.apache.kafka.kafka-clients,org.slf4j.slf4j-api}-*.jar)
  (
    enter_stack
    "$JAVA" -Xmx64m -XX:TieredStopAtLevel=1 -cp "$jars" scripts/demo/DeadLetters.java "$1" "${login#@}" "${missing[@]}"
  ) >"$STACK_DIR/demo.log" 2>&1 </dev/null || { say "no dead letters could be made: see $STACK_DIR/demo.log" && return 1; }
}

# add_missing WANTED NAME LIST: adds the name to what is missing as often as the list is short of dead letters, or orders
add_missing() {
  local found count
  found=$(request GET "$3" - '') || return 1
  count=$(grep -oE '"(deadAt|createdAt)": ?"' <<<"$found" | wc -l) || true
  for ((; count < $1; count++)); do
    missing+=("$2")
  done
}

# request METHOD URL KEY BODY: the answer's body; says what went wrong. For an order the answer comes when it has ended.
request() {
  local headers=("${LOGIN[@]}" -H 'content-type: application/json' -H 'prefer: wait=20') answer
  [[ $3 == - ]] || headers+=(-H "idempotency-key: $3")
  answer=$(curl -s --max-time 30 -X "$1" "$2" "${headers[@]}" ${4:+-d "$4"} -w '\n%{http_code}') || true
  if [[ ${answer##*$'\n'} != 2* ]]; then
    say "$1 $2: ${answer%$'\n'*} (${answer##*$'\n'})"
    return 1
  fi
  echo "${answer%$'\n'*}"
}

# show_order URL USER SKU QUANTITY: places it, and writes on one line what became of it
show_order() {
  local order id reason statuses
  order="{\"userId\": \"$2\", \"items\": [{\"sku\": \"$3\", \"quantity\": $4}]"
  order+=${PAYMENT_METHOD:+", \"paymentMethod\": \"$PAYMENT_METHOD\""}
  order=$(request POST "$1/orders" - "$order}") || return 1
  id=$(sed -n 's/^{"id": *"\([^"]*\)".*/\1/p' <<<"$order")
  reason=$(sed -n 's/.*"reason": *"\([^"]*\)".*/ (\1)/p' <<<"$order")
  order=$(request GET "$1/orders/$id" - '') || return 1
  statuses=$(grep -o '"status": *"[A-Z]*"' <<<"${order#*\"history\"}" | cut -d '"' -f 4 | paste -sd ' ')
  printf '%s  %-11s %2s x %-15s%s%s\n' "$id" "$2" "$4" "$3" "${statuses// / → }" "$reason"
}
