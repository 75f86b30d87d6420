// An agent of the kind "custom" with a composer of its own: `node screen-agent.mjs [dialog] [deaf] [wedged] [mute]`. `dialog`: it asks
// something first; `deaf`: it loses its first Enter; `wedged`: it loses every Enter; `mute`: it writes no events. A turn ends at Ctrl-C.
import { renameSync, writeFileSync } from 'node:fs';

const options = new Set(process.argv.slice(2));
const edge = '─'.repeat(60);
let mode = options.has('dialog') ? 'dialog' : 'prompt';
let draft = '';
let pasted = null;
let deaf = options.has('deaf');
let count = 0;

function tell(event, text) {
  const folder = process.env.CZAR_EVENTS;
  if (options.has('mute') || folder === undefined) return;
  const name = `${folder}/${Date.now()}000000-${process.pid}${count++}`;
  writeFileSync(`${name}.tmp`, JSON.stringify({ v: 1, event, at: Date.now(), ...(text && { text }) }));
  renameSync(`${name}.tmp`, `${name}.json`);
}

function draw() {
  const rows = draft.split('\n').map((row, at) => `${at === 0 ? ' > ' : '   '}${row}`);
  const lines =
    mode === 'dialog'
      ? ['Trust this folder?', '', '> 1. Trust it', '  2. Leave']
      : [mode === 'busy' ? 'Thinking (ctrl+c to stop)' : 'Welcome', '', edge, ...rows, edge, '  ? help'];
  process.stdout.write(`\u001b[2J\u001b[H${lines.join('\r\n')}`);
}

function submit() {
  if (options.has('wedged')) return;
  if (deaf) deaf = false;
  else if (draft !== '') {
    tell('prompt', draft);
    [mode, draft] = ['busy', ''];
  }
}

function key(one) {
  if (mode === 'dialog') {
    if (one === '1') mode = 'prompt';
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
process.stdin.on('data', (chunk) => {
  unread += String(chunk);
  while (unread !== '') {
    if (pasted !== null) {
      const end = unread.indexOf('\u001b[201~');
      if (end < 0) break;
      draft += unread.slice(0, end).replaceAll('\r', '\n');
      unread = unread.slice(end + 6);
      pasted = null;
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
});
process.stdout.write('\u001b[?2004h');
draw();
