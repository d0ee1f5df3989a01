# shellcheck shell=bash
# Orders that flow before one's eyes: a few products and users, then an order every couple of seconds.

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
  say "an order every two seconds; Ctrl-C ends it"
  while :; do
    while read -r user sku quantity; do
      show_order "$1" "$user" "$sku" "$quantity" || return 1
      sleep 2
    done <scripts/demo/orders.txt
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
