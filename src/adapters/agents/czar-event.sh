#!/bin/sh
# Tells Czar what an agent does, without starting anything heavier than a few small tools:
#
#   czar-event.sh EVENT [--delivery ID] [--text TEXT] [--reset-at MS] [--status N] [--progress TEXT] [--eta TEXT]
#
# EVENT: ready prompt busy idle permission question limit error exit. The text of prompt, permission, question and error may
# come on stdin: it is taken byte for byte but for NUL, which no JSON tool of the shell can carry. A prompt whose text begins
# with "[czar <id>]" needs no --delivery. Without $CZAR_EVENTS nobody listens, and nothing is written.
# Exit status: 0 written (or nobody listens), 1 could not write, 2 wrong usage.
LC_ALL=C
export LC_ALL
set -u

usage() {
  printf 'czar-event.sh: %s\n' "$1" >&2
  exit 2
}

number() {
  case $2 in
    '' | *[!0-9]*) usage "$1 needs a number" ;;
  esac
}

# Prints stdin as the inside of a JSON string. The x keeps a last line without a line end, and trailing empty lines.
escaped() {
  { cat; printf x; } | tr -d '\000' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "$controls" -e '$s/x$//' -e '$!s/$/\\n/' | tr -d '\n'
}

controls=$(printf 's/\001/\\\\u0001/g;s/\002/\\\\u0002/g;s/\003/\\\\u0003/g;s/\004/\\\\u0004/g;s/\005/\\\\u0005/g;s/\006/\\\\u0006/g
s/\007/\\\\u0007/g;s/\010/\\\\b/g;s/\011/\\\\t/g;s/\013/\\\\u000b/g;s/\014/\\\\f/g;s/\015/\\\\r/g;s/\016/\\\\u000e/g
s/\017/\\\\u000f/g;s/\020/\\\\u0010/g;s/\021/\\\\u0011/g;s/\022/\\\\u0012/g;s/\023/\\\\u0013/g;s/\024/\\\\u0014/g
s/\025/\\\\u0015/g;s/\026/\\\\u0016/g;s/\027/\\\\u0017/g;s/\030/\\\\u0018/g;s/\031/\\\\u0019/g;s/\032/\\\\u001a/g
s/\033/\\\\u001b/g;s/\034/\\\\u001c/g;s/\035/\\\\u001d/g;s/\036/\\\\u001e/g;s/\037/\\\\u001f/g')

[ $# -gt 0 ] || usage 'which event?'
event=$1
shift
case $event in
  ready | prompt | busy | idle | permission | question | limit | error | exit) ;;
  *) usage 'unknown event' ;;
esac

fields='' data='' text='' has_text=no delivery=''
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || usage "$1 needs a value"
  case $1 in
    --delivery) delivery=$2 ;;
    --text) has_text=yes text=$(printf %s "$2" | escaped) ;;
    --reset-at) number "$1" "$2" && data="$data,\"resetAt\":$2" ;;
    --status) number "$1" "$2" && data="$data,\"status\":$2" ;;
    --progress) data="$data,\"progress\":\"$(printf %s "$2" | escaped)\"" ;;
    --eta) data="$data,\"eta\":\"$(printf %s "$2" | escaped)\"" ;;
    *) usage "unknown option $1" ;;
  esac
  shift 2
done

[ -n "${CZAR_EVENTS:-}" ] || exit 0

case $event in
  prompt | permission | question | error)
    if [ $has_text = no ] && [ ! -t 0 ]; then
      has_text=yes
      text=$(escaped)
    fi
    ;;
esac

if [ -z "$delivery" ] && [ "$event" = prompt ]; then
  case $text in
    '[czar '*']'*)
      delivery=${text#'[czar '}
      delivery=${delivery%%]*}
      ;;
  esac
fi
case $delivery in
  *[!A-Za-z0-9_-]*) usage 'a delivery id has only letters, digits, _ and -' ;;
esac

ns=$(date +%s%N)
case $ns in
  *[!0-9]*) ns=${ns%%[!0-9]*}000000000 ;; # a date without nanoseconds
esac
[ -z "$delivery" ] || fields="$fields,\"delivery\":\"$delivery\""
[ $has_text = no ] || fields="$fields,\"text\":\"$text\""
[ -z "$data" ] || fields="$fields,\"data\":{${data#,}}"

# The process id and the time together are given out once.
file=$CZAR_EVENTS/$ns-$$
mkdir -p "$CZAR_EVENTS" &&
  printf '{"v":1,"event":"%s","at":%s%s}\n' "$event" "${ns%??????}" "$fields" >"$file.tmp" &&
  mv "$file.tmp" "$file.json" || exit 1
