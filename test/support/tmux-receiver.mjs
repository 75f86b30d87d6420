// A program in a pane that notes every byte it is sent: `node tmux-receiver.mjs FILE [bracketed]`. Prints `ready` when it listens.
import { appendFileSync, writeFileSync } from 'node:fs';

const [file = '', bracketed] = process.argv.slice(2);
writeFileSync(file, '');
process.stdin.setRawMode(true);
process.stdin.on('data', (chunk) => appendFileSync(file, chunk));
process.stdout.write(`${bracketed === 'bracketed' ? '\u001b[?2004h' : ''}ready\n`);
