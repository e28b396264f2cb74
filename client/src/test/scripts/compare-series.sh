#!/bin/sh
# compare-series.sh TIMES FOLDER URL_A URL_B [OPTION…]: runs against two servers by turns, so many times each, into
# FOLDER/a/N and FOLDER/b/N. Then compares each five successive results of a side with those of the other (A with B), and
# each five with even numbers with the five with odd ones next to them (A with A), and prints how often the gate failed.
# Started in the project's root. The jar: ONEPORT_CLIENT, or client/target/oneport-client.jar.
times=$1 folder=$2 a=$3 b=$4
shift 4
client="java -jar ${ONEPORT_CLIENT:-client/target/oneport-client.jar}"
for i in $(seq "$times"); do
  $client run "$a" --quiet --out "$folder/a/$i" "$@" >/dev/null
  $client run "$b" --quiet --out "$folder/b/$i" "$@" >/dev/null
done
list() { # SIDE FROM STEP
  printf %s "$folder/$1/$2"
  for k in 1 2 3 4; do printf %s ",$folder/$1/$(($2 + k * $3))"; done
}
gate() { # LIST LIST: 1 if it fails
  $client compare "$1" "$2" --fail-if-slower 10% >/dev/null
  [ $? = 3 ] && echo 1 || echo 0
}
same=0 failed=0 slower=0 caught=0
for i in $(seq $((times - 9))); do
  same=$((same + 1)) failed=$((failed + $(gate "$(list a "$i" 2)" "$(list a $((i + 1)) 2)")))
done
for i in $(seq $((times - 4))); do
  slower=$((slower + 1)) caught=$((caught + $(gate "$(list a "$i" 1)" "$(list b "$i" 1)")))
done
echo "A with A: the gate failed $failed of $same; A with B: it failed $caught of $slower"
