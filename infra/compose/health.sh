#!/bin/bash
# Asks a program of this container how it is, and exits 0 when it is well. Bash and its own TCP are in every image that we
# use, curl is not; and a check that starts a JVM or a Node each time would cost more than what it checks.
#
#   health http PORT PATH      a GET is answered 200
#   health kafka PORT          the broker answers a Metadata request with at least one broker: it is unfenced
#   health connect PORT NAME   Connect answers, and no task of the connector has failed; a failed one is restarted
set -eu

# Prints the answer to METHOD PATH on PORT, head and body. HTTP/1.0: the server ends it by closing.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$3" || return 1
  printf '%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n' "$1" "$2" >&3
  cat <&3
  exec 3>&-
}

answers_200() {
  local answer
  answer=$(ask GET "$2" "$1") || return 1
  [[ $answer == HTTP/1.?\ 200* ]] || { printf '%s\n' "$answer" | tail -n 1; return 1; }
}

kafka_answers() {
  local brokers
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  # Metadata, version 1, of no topic: size, key 3, version 1, correlation 1, client "ready", an empty array.
  printf '\x00\x00\x00\x13\x00\x03\x00\x01\x00\x00\x00\x01\x00\x05ready\x00\x00\x00\x00' >&3
  # Size, correlation, and the number of brokers: four bytes each.
  brokers=$(head -c 12 <&3 | od -A n -t u1 -j 8 -N 4 | tr -d ' \n')
  [[ ${brokers:-0} != *([0]) ]] || { echo 'the broker knows of no broker yet'; return 1; }
}

connect_works() {
  local status
  answers_200 "$1" /connectors || return 1
  status=$(ask GET "/connectors/$2/status" "$1") || return 1
  # Before bootstrap has run there is no connector, and that is well.
  [[ $status == *'"FAILED"'* ]] || return 0
  ask POST "/connectors/$2/restart?includeTasks=true&onlyFailed=true" "$1" >/dev/null
  printf '%s\n' "$status" | tail -n 1 | head -c 2000
  return 1
}

shopt -s extglob
case ${1-} in
  http) answers_200 "$2" "$3" ;;
  kafka) kafka_answers "$2" ;;
  connect) connect_works "$2" "$3" ;;
  *) echo 'usage: health http PORT PATH | kafka PORT | connect PORT NAME' >&2; exit 64 ;;
esac
