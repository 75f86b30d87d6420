/**
 * Keeps the last output of a pane in two files, `$1.1` (older) and `$1`, of together at most `$2` bytes. It belongs to the tmux
 * server, so it goes on while Czar is down, and it ends when the pane is closed or gets another log.
 *
 * One dd writes a quarter of the bytes and waits in read between them: nothing is started while the pane is quiet. dd writes each
 * read at once; what it takes in is counted in reads, so small reads make a shorter round, never a longer file. A folder that was
 * deleted is made again, but not those above it: a project that was removed stays so. While nothing can be written (a full disk) output is dropped rather than held up in the agent's pane.
 *
 * It also holds the pane's terminal `$3` open, without reading from it. Else tmux may learn of an agent's death by the end of its
 * output first, and then runs libutempter, which ignores SIGCHLD for a moment: about one death in ten loses its status and its
 * `pane-died` hook that way.
 */
export const logScript = `#!/bin/sh
LC_ALL=C
export LC_ALL
umask 077
log=$1
if [ -c "$3" ]; then exec 3<"$3"; fi
quarter=$(($2 / 4))
block=4096
[ "$quarter" -ge "$block" ] || block=$quarter
[ "$block" -ge 1 ] || block=1
reads=$((quarter / block))
[ "$reads" -ge 1 ] || reads=1
keep() {
  dd bs="$block" count="$reads" 2>&1 >>"$log"
}
drop() {
  dd bs="$block" count=16 2>&1 >/dev/null
}
while :; do
  said=$(keep) || said=$(mkdir "\${log%/*}" && keep) || said=$(drop) || exit 1
  case $said in
    0+0\\ *) exit 0 ;;
  esac
  size=$(wc -c <"$log") || size=0
  [ "$size" -le "$quarter" ] || mv -f "$log" "$log.1"
done
`;
