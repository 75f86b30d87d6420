import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { PaneIdentity } from '../../domain/generation.ts';
import type { Typed } from '../../ports/terminal.ts';
import { allOk, answerTimeoutMs, type ControlClient } from './control-client.ts';
import { processStartTime } from '../process/start-time.ts';
import {
  pidOfTypingOwner,
  type Refusal,
  refusalFormat,
  refusalOf,
  releaseTyping,
  takeTyping,
  typingCondition,
  typingOwnerOf,
} from './guard.ts';
import type { Setting } from './setting.ts';
import { formatLiteral, tmuxQuote } from './quote.ts';

/**
 * How long a paste keeps other processes from typing into the pane: a paste and its Enter are two calls, and a text of somebody
 * else between them would be submitted with it. Enter and keys end it, as does the death of the process; where that cannot be told it expires.
 */
const typingLockMs = 30_000;
/** How often and how long a paste waits for another process that is typing. */
const busyRounds = 20;
const busyPauseMs = 250;

export async function paste(
  setting: Setting,
  who: PaneIdentity,
  delivery: { readonly text: string; readonly id: string },
): Promise<Typed> {
  const buffer = `czar-${checkedId(delivery.id)}-${setting.clock.randomHex(8)}`;
  const file = join(setting.runDir, `${buffer}.txt`);
  await writeFile(file, delivery.text, { mode: 0o600, flag: 'wx' });
  try {
    return await type(setting, who, {
      before: `load-buffer -b ${buffer} ${tmuxQuote(formatLiteral(file))} ; `,
      // -p -r: in one piece and byte for byte; without -r tmux turns newlines into Enter.
      act: `paste-buffer -p -r -d -b ${buffer} -t ${who.paneId} ; ${takeTyping(who.paneId, setting.owner, setting.clock.now() + typingLockMs)}`,
      refuse: `delete-buffer -b ${buffer} ; `,
    });
  } finally {
    await rm(file, { force: true });
  }
}

export function enter(setting: Setting, who: PaneIdentity): Promise<Typed> {
  return keys(setting, who, ['Enter']);
}

export async function keys(setting: Setting, who: PaneIdentity, names: readonly string[]): Promise<Typed> {
  const checked = names.map((name) => checkedKey(name)).join(' ');
  return type(setting, who, {
    before: '',
    act: `send-keys -t ${who.paneId} ${checked} ; ${releaseTyping(who.paneId)}`,
    refuse: '',
  });
}

interface Keystrokes {
  readonly before: string;
  readonly act: string;
  readonly refuse: string;
}

/** Types, or says why not; waits a bounded time while another process is typing. Errors: Fault `deadline`, `tmux-unreachable`. */
async function type(setting: Setting, who: PaneIdentity, strokes: Keystrokes): Promise<Typed> {
  let dead: string | null = null;
  for (let round = 0; round < busyRounds; round += 1) {
    const client = await setting.link.find();
    if (client === null) return { typed: false, because: 'gone' };
    const { outcome, owner } = await typeOnce(setting, who, { client, strokes, dead });
    if (outcome === 'typed') return { typed: true };
    if (outcome !== 'busy') return { typed: false, because: outcome };
    dead = (await hasDied(owner)) ? owner : null;
    if (dead === null) await setting.clock.wait(busyPauseMs);
  }
  throw new Fault({
    code: 'deadline',
    what: 'type into the pane',
    on: who.paneId,
    because: 'another process is in the middle of typing into it',
    transient: true,
  });
}

/** A supervisor that was killed between a paste and its Enter must not keep its successor from looking after that text. */
async function hasDied(owner: string): Promise<boolean> {
  const pid = pidOfTypingOwner(owner);
  return pid !== null && (await processStartTime(pid)) === null;
}

interface Try {
  readonly client: ControlClient;
  readonly strokes: Keystrokes;
  readonly dead: string | null;
}

/** `owner`: whoever types, when it is busy. */
async function typeOnce(
  { clock, owner, names }: Setting,
  who: PaneIdentity,
  { client, strokes, dead }: Try,
): Promise<{ readonly outcome: 'typed' | Refusal; readonly owner: string }> {
  const turn = { owner, dead, nowMs: clock.now(), timeoutMs: answerTimeoutMs };
  const condition = tmuxQuote(typingCondition(names.projectId, who, turn));
  const replies = await client.ask(
    `${strokes.before}if-shell -F -t ${who.paneId} ${condition}` +
      ` { ${strokes.act} ; display-message -p typed }` +
      ` { ${strokes.refuse}display-message -p -t ${who.paneId} ${tmuxQuote(refusalFormat)} }`,
  );
  const said = allOk(replies, 'type into the pane').at(-1)?.lines[0] ?? '';
  const outcome = said === 'typed' ? 'typed' : refusalOf(said, names.projectId, who);
  return { outcome, owner: typingOwnerOf(said) };
}

const keyName =
  /^(?:[CMS]-)*(?:[A-Za-z0-9]|Enter|Escape|Space|Tab|BTab|BSpace|Up|Down|Left|Right|Home|End|PageUp|PageDown|F[1-9]|F1[0-2])$/;

function checkedKey(name: string): string {
  if (keyName.test(name)) return name;
  throw new Fault({
    code: 'bad-input',
    what: 'type a key',
    on: name,
    because: 'tmux has no key of this name',
  });
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(id)) return id;
  throw new Fault({
    code: 'bug',
    what: 'paste a text',
    on: id,
    because: 'a delivery id has only letters, digits, _ and -',
  });
}
