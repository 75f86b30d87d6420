#!/bin/sh
# Passes on what an agent's own hook says, unread:
#
#   czar-report.sh KIND NAME [bare]     the hook's JSON on stdin
#
# Czar reads it; nothing is printed, since some agents take a hook's output for part of the conversation. `bare` leaves the JSON
# out: for hooks whose name says enough, and whose content may be large. Without $CZAR_EVENTS nobody listens.
# Exit status: always 0, or an agent may take a hook that failed for a refusal.
LC_ALL=C
export LC_ALL
set -u

[ -n "${CZAR_EVENTS:-}" ] && [ $# -ge 2 ] || exit 0
case $1$2 in
  *[!A-Za-z0-9_-]*) exit 0 ;;
esac

ns=$(date +%s%N)
case $ns in
  *[!0-9]*) ns=${ns%%[!0-9]*}000000000 ;; # a date without nanoseconds
esac

# The process id and the time together are given out once.
file=$CZAR_EVENTS/$ns-$$
{
  printf '{"v":1,"kind":"%s","name":"%s","at":%s,"payload":' "$1" "$2" "${ns%??????}"
  if [ "${3:-}" = bare ]; then printf null; else cat; fi
  printf '}\n'
} >"$file.tmp" 2>/dev/null && mv "$file.tmp" "$file.json" 2>/dev/null
exit 0
