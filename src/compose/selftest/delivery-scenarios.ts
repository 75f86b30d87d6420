import {
  expected,
  expectNext,
  expectOnce,
  expectOnceInFile,
  expectRefusal,
  expectUntouched,
  expectVerdict,
  untilIdle,
} from './expect.ts';
import { commandText, longText, shortText, strangeText } from './payloads.ts';
import type { Passed, Scenario } from './scenario.ts';
import type { Seat } from './seat.ts';

const screenOnly = ['custom'] as const;
const LARGE_BYTES = 500_000;
/** As long as tasks mostly are at most. */
const TASK_BYTES = 20_000;
const PASTE_BYTES = 4_000;
/** It takes nothing however long it is waited for. */
const HURRY = 10;
const draft = 'half a sentence of a person';

/** Every way in which a text can fail to arrive. */
export const deliveryScenarios: readonly Scenario[] = [
  { name: 'plain', hostile: {}, without: [], run: (seat) => arrives(seat, shortText) },
  { name: 'task-text', hostile: {}, without: [], run: (seat) => arrives(seat, longText(TASK_BYTES)) },
  { name: 'large-text', hostile: {}, without: [], run: (seat) => arrives(seat, longText(LARGE_BYTES)) },
  {
    name: 'paste-limit',
    hostile: { pasteBytes: PASTE_BYTES },
    without: [],
    run: (seat) => arrivesInFile(seat, `${longText(TASK_BYTES)}${strangeText}`),
  },
  { name: 'strange-text', hostile: {}, without: [], run: (seat) => arrives(seat, strangeText) },
  {
    name: 'swallowed-enter',
    hostile: { swallowedEnters: 2 },
    without: screenOnly,
    run: (seat) => arrives(seat, shortText),
  },
  {
    name: 'enter-never-taken',
    hostile: { swallowedEnters: 99 },
    // The fake knows no marked text, which opencode's composer is emptied by.
    without: ['custom', 'opencode'],
    run: takenBack,
  },
  { name: 'slow-start', hostile: { waits: true }, without: [], run: afterSlowStart },
  { name: 'picker', hostile: {}, without: screenOnly, run: besidePicker },
  { name: 'draft', hostile: { draft }, without: screenOnly, run: afterDraft },
  {
    name: 'wedged-composer',
    hostile: { wedged: true },
    without: screenOnly,
    run: wedged,
  },
  {
    name: 'no-brackets',
    hostile: { brackets: false },
    without: [],
    run: (seat) => arrives(seat, `${shortText}\nand a second line;\n\n/and a third`),
  },
  {
    name: 'paste-burst',
    hostile: { burstMs: 150 },
    without: screenOnly,
    run: (seat) => arrives(seat, longText(2_000)),
  },
  { name: 'copy-mode', hostile: {}, without: [], run: afterCopyMode },
  { name: 'busy', hostile: { turnMs: null }, without: [], run: whileBusy },
  {
    name: 'taken-back',
    hostile: { silentTurns: 1 },
    // The others keep the text of a turn that is interrupted, and tell of its end.
    without: ['codex', 'opencode', 'demo', 'custom'],
    run: afterEsc,
  },
  { name: 'sender-died', hostile: {}, without: screenOnly, run: inHalves },
];

async function arrives(seat: Seat, text: string): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(text), text);
  return { says: 'confirmed, whole and once', receiptMs };
}

async function arrivesInFile(seat: Seat, text: string): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnceInFile(seat, await seat.hand(text), text);
  return { says: 'confirmed once, and the file that it names is whole', receiptMs };
}

async function takenBack(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  expectRefusal(await seat.hand(shortText), 'Enter was not taken');
  await expectUntouched(seat);
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() === '', 'an empty composer');
  return { says: 'refused, and taken out of the composer', receiptMs: null };
}

async function afterSlowStart(seat: Seat): Promise<Passed> {
  expectRefusal(await seat.hand(shortText), 'not ready yet');
  await seat.let('begin');
  await untilIdle(seat);
  return arrives(seat, shortText);
}

/** A list of commands is open in which Enter would take an entry; and the text is full of what opens it. */
async function besidePicker(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  await seat.tmux('send-keys', '-l', '/');
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() !== '', 'the list of commands');
  expectVerdict(await seat.hand(commandText), 'refused');
  await expectUntouched(seat);
  await seat.keys(['Escape']);
  await seat.keys(['C-u']);
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() === '', 'an empty composer');
  return arrives(seat, commandText);
}

async function afterDraft(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  expectRefusal(await seat.hand(shortText), 'clear the draft');
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() === draft, 'the draft as it was');
  await expectUntouched(seat);
  await seat.keys(['C-u']);
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() === '', 'an empty composer');
  return arrives(seat, shortText);
}

async function wedged(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  expectRefusal(await seat.hand(shortText, HURRY), 'never reached the composer');
  await expectUntouched(seat);
  return { says: 'refused, and Enter was not pressed', receiptMs: null };
}

async function afterCopyMode(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  await seat.tmux('copy-mode');
  expectRefusal(await seat.hand(shortText), 'reads back');
  await expectUntouched(seat);
  await seat.tmux('send-keys', '-X', 'cancel');
  return arrives(seat, shortText);
}

async function whileBusy(seat: Seat): Promise<Passed> {
  const passed = await arrives(seat, shortText);
  await seat.until(() => seat.activity() === 'working', 'an agent at work');
  expectRefusal(await seat.hand('a second text'), 'busy');
  await seat.interrupt();
  await untilIdle(seat);
  return passed;
}

/** Esc before its first word: its text is in the composer again, and no event says so. */
async function afterEsc(seat: Seat): Promise<Passed> {
  const { receiptMs } = await arrives(seat, shortText);
  await seat.tmux('send-keys', 'Escape');
  await seat.until(async () => (await seat.screen())?.composer?.text.trim() !== '', 'its text, taken back');
  await seat.look();
  await seat.look();
  await seat.until(() => seat.activity() === 'idle', 'that it rests');
  expectRefusal(await seat.hand('a second text'), 'goes out again first');
  const [first, again, ...more] = await seat.deeds();
  if (first === undefined || again?.text !== first.text || more.length > 0)
    throw expected('the same text once more', `the agent did ${more.length + 2} things`);
  await untilIdle(seat);
  await expectNext(seat, { handed: await seat.hand('a second text'), text: 'a second text', after: 2 });
  return { says: 'noticed; its text went out again, then the next one', receiptMs };
}

async function inHalves(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.handInHalves(shortText), shortText);
  return { says: 'found in the composer, submitted once', receiptMs };
}
