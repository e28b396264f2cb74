#!/bin/sh
# isolate-series.sh TIMES URL…: which verdicts isolate gives, how often, and how long it takes. Wants a quiet machine.
# Started in the project's root. The jar: ONEPORT_CLIENT, or client/target/oneport-client.jar.
times=$1
shift
for url in "$@"; do
  for i in $(seq "$times"); do
    start=$(date +%s)
    verdict=$(java -jar "${ONEPORT_CLIENT:-client/target/oneport-client.jar}" isolate "$url" --quiet 2>&1 |
      grep -oE '^(PASS|FAIL|UNDECIDED|NOISY)' || echo none)
    echo "$url $verdict $(($(date +%s) - start))s load $(cut -d' ' -f1 /proc/loadavg)"
  done
done
