#!/bin/sh
# An agent for fleets: the event protocol of a real one, and nothing running while it waits. Between two lines it sits in `read`.
#
# It takes texts from its terminal, in brackets as Czar pastes them. A text that begins with "[czar <id>]" is acknowledged with a
# `prompt` event that holds all of it. Typed words do what they say: `go` commits with the marker, `commit` without it, `crash`
# exits with status 1. $CZAR_EVENTS, $CZAR_WORKER and $CZAR_GENERATION as for every agent.
set -u

escape=$(printf '\033')
newline='
'

# Inline, because a process for each event would be counted by what is measured: one `date`, one `mv`.
emit() {
  [ -n "${CZAR_EVENTS:-}" ] || return 0
  ns=$(date +%s%N)
  file=$CZAR_EVENTS/$ns-$$
  printf '{"v":1,"event":"%s","at":%s%s}\n' "$1" "${ns%??????}" "${2:-}" >"$file.tmp" && mv "$file.tmp" "$file.json"
}

# Escapes backslashes, quotes and tabs of $1 into $escaped, without a process. Canonical texts hold no other controls.
tab=$(printf '\t')
escape_json() {
  escaped='' rest=$1
  while [ -n "$rest" ]; do
    plain=${rest%%[\\\"$tab$newline]*}
    escaped=$escaped$plain
    rest=${rest#"$plain"}
    case $rest in
      \\*) escaped="$escaped\\\\" ;;
      \"*) escaped="$escaped\\\"" ;;
      "$tab"*) escaped="$escaped\\t" ;;
      "$newline"*) escaped="$escaped\\n" ;;
    esac
    rest=${rest#?}
  done
}

received() {
  escape_json "$1"
  delivery=${1#'[czar '}
  emit prompt ",\"delivery\":\"${delivery%%]*}\",\"text\":\"$escaped\""
  emit busy
}

commit() {
  git -c user.name=Bench -c user.email=bench@czar.invalid -c commit.gpgSign=false \
    commit -q --allow-empty -m "${CZAR_WORKER:-bench}: work" "$@"
  emit idle
}

# Brackets around pastes; no echo, so that a long text costs no redraw.
stty -echo
printf '\033[?2004h'
emit ready
printf 'bench %s> ' "${CZAR_WORKER:-}"

pasting=no text=''
while IFS= read -r line; do
  case $line in
    "$escape[200~"*)
      pasting=yes text=''
      line=${line#"$escape[200~"}
      ;;
  esac
  if [ $pasting = yes ]; then
    case $line in
      *"$escape[201~"*)
        pasting=no
        text=$text${line%%"$escape[201~"*}
        received "$text"
        ;;
      *) text=$text$line$newline ;;
    esac
    continue
  fi
  case $line in
    go) commit -m TASK_COMPLETE ;;
    commit) commit ;;
    crash) exit 1 ;;
    '[czar '*) received "$line" ;;
  esac
  printf 'bench %s> ' "${CZAR_WORKER:-}"
done
