import { spawn } from 'node:child_process';
import type { TerminalKeeper } from '../../surfaces/tui/io.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * What is read last is how things stand when the other end is gone. Line input and echo are put back one by one: `stty sane` would undo
 * what the person has set. It is on its own, so that what is sent to the group of the interface does not end it, too.
 */
const script = `trap '' INT QUIT TERM HUP TSTP TTIN TTOU
is=free
while IFS= read -r told; do is=$told; done
[ "$is" = taken ] || exit 0
stty brkint icrnl ixon icanon echo iexten isig <&3
printf %s "$1"`;

/**
 * A small shell beside this process, which writes `ends` to its terminal and ends the raw mode once this process is gone without having
 * given the terminal back: nothing that is killed, or runs out of memory, can do that itself. Where there is no shell nobody does.
 */
export function keepTerminal(ends: string, { env }: Pick<Surroundings, 'env'>): TerminalKeeper {
  const child = spawn('/bin/sh', ['-c', script, 'czar-terminal', ends], {
    // Kinds of streams: what it is told, where it writes, nothing, and the terminal whose mode it sets.
    stdio: ['pipe', process.stdout.fd, 'ignore', process.stdin.fd],
    detached: true,
    env: { PATH: env['PATH'] },
  });
  // It helps in a case that is rare; that it cannot is none of the person's business.
  const goesWithout = (): void => undefined;
  child.on('error', goesWithout);
  child.stdin?.on('error', goesWithout);
  child.unref();
  return { tell: (state) => void child.stdin?.write(`${state}\n`) };
}
