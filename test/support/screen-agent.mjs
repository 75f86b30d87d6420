// An agent of the kind "custom" with a composer of its own: `node screen-agent.mjs [option…]`. `dialog`: it asks something first;
// `asks`: it asks for permission in its turn, by keys; `limit`: its first turn ends at a usage limit; `deaf`: it loses its first Enter;
// `wedged`: it loses every Enter; `stalls`: it reads nothing for 4 s after each paste; `mute`: it writes no events. It greets with its
// last argument. A turn ends at Ctrl-C. `--version`: it says its version and ends.
import { renameSync, writeFileSync } from 'node:fs';

const options = new Set(process.argv.slice(2));
if (options.has('--version')) {
  process.stdout.write('screen-agent 1.2.3\n');
  process.exit(0);
}
const edge = '─'.repeat(60);
let above = [`Welcome ${process.argv.at(-1)}`];
let mode = options.has('dialog') ? 'dialog' : 'prompt';
let draft = '';
let answer = '';
let pasted = null;
let deaf = options.has('deaf');
let limited = options.has('limit');
let count = 0;

function tell(event, text) {
  const folder = process.env.CZAR_EVENTS;
  if (options.has('mute') || folder === undefined) return;
  const name = `${folder}/${Date.now()}000000-${process.pid}${count++}`;
  writeFileSync(`${name}.tmp`, JSON.stringify({ v: 1, event, at: Date.now(), ...(text && { text }) }));
  renameSync(`${name}.tmp`, `${name}.json`);
}

function composer() {
  const rows = draft.split('\n').map((row, at) => `${at === 0 ? ' > ' : '   '}${row}`);
  return [...above, mode === 'busy' ? 'Thinking (ctrl+c to stop)' : '', edge, ...rows, edge, '  ? help'];
}

function draw() {
  const lines = {
    dialog: () => ['Trust this folder?', '', '> 1. Trust it', '  2. Leave'],
    asks: () => [...above, '', 'rm -rf build', '', `Run it? (Y)es/(N)o [Yes]: ${answer}`],
  };
  process.stdout.write(`\u001b[2J\u001b[H${(lines[mode] ?? composer)().join('\r\n')}`);
}

function submit() {
  if (options.has('wedged')) return;
  if (deaf) deaf = false;
  else if (draft !== '') begin();
}

function begin() {
  tell('prompt', draft);
  above = [...above, ...draft.split('\n')].slice(-20);
  [mode, draft] = ['busy', ''];
  if (options.has('asks')) ask();
  if (!limited) return;
  limited = false;
  above.push('', 'Usage limit reached, try again in 2 hours.', '');
  mode = 'prompt';
  tell('idle');
}

function ask() {
  mode = 'asks';
  tell('permission', 'rm -rf build');
}

function answered() {
  above.push(answer === 'n' ? 'It was denied.' : 'It was done.');
  [mode, answer] = ['busy', ''];
  tell('busy');
}

function key(one) {
  if (mode === 'dialog') {
    if (one === '1') mode = 'prompt';
  } else if (mode === 'asks') {
    if (one === '\r') answered();
    else answer += one;
  } else if (one === '\r') submit();
  else if (one === '\u0015') draft = '';
  else if (one === '\u0003' && mode === 'busy') {
    mode = 'prompt';
    tell('idle');
  }
}

process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
let unread = '';
let isPasted = false;
process.stdin.on('data', (chunk) => {
  unread += String(chunk);
  while (unread !== '') {
    if (pasted !== null) {
      const end = unread.indexOf('\u001b[201~');
      if (end < 0) break;
      draft += unread.slice(0, end).replaceAll('\r', '\n');
      unread = unread.slice(end + 6);
      pasted = null;
      isPasted = true;
    } else if (unread.startsWith('\u001b[200~')) {
      pasted = true;
      unread = unread.slice(6);
    } else if (unread.startsWith('\u001b') && '\u001b[200~'.startsWith(unread)) break;
    else {
      key(unread[0]);
      unread = unread.slice(1);
    }
  }
  draw();
  if (isPasted && options.has('stalls')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000);
  isPasted = false;
});
process.stdout.write('\u001b[?2004h');
draw();
