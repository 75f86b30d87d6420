import { createHash } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import { canonicalText, type Receipt, type Verdict } from '../../domain/delivery.ts';
import { isSameText } from '../../domain/same-text.ts';
import type { Handed, Seat } from './seat.ts';

/** What a scenario expected and did not find. */
export function expected(what: string, seen: string): Fault {
  return new Fault({
    code: 'command-failed',
    what: 'pass',
    on: 'a scenario',
    because: `expected ${what}; ${seen}`,
  });
}

/** Errors: Fault, when a text did not get this verdict. */
export function expectVerdict({ receipt, says }: Handed, ...verdicts: readonly (Verdict | 'none')[]): void {
  const found = receipt?.verdict ?? 'none';
  if (!verdicts.some((verdict) => verdict === found)) throw expected(verdicts.join(' or '), says);
}

/** On a busy machine the word of an agent that got its text whole may come after Czar stopped waiting for it; it counts all the same. */
async function expectConfirmed(seat: Seat, handed: Handed, after = 0): Promise<void> {
  const { receipt } = handed;
  if (receipt?.verdict !== 'unverified') return expectVerdict(handed, 'confirmed');
  await seat.until(async () => (await seat.deeds()).length > after, 'what became of the text');
  const came = (await seat.deeds()).map(({ text }) => hashOf(canonicalText(text)));
  if (!came.includes(receipt.sha256)) throw expected('confirmed', handed.says);
  const verdict = (): Receipt['verdict'] | undefined =>
    seat.stage.world().ledger.receipts.get(receipt.id)?.verdict;
  await seat.until(() => verdict() === 'confirmed', 'its late word counted');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Confirmed, and the agent got that text exactly once and whole, and nothing else: no command was run, no entry picked, no dialog
 * answered. Returns how long it took.
 */
export function expectOnce(seat: Seat, handed: Handed, text: string): Promise<number> {
  return expectNext(seat, { handed, text, after: 0 });
}

interface Next {
  readonly handed: Handed;
  readonly text: string;
  /** How many texts it got before. */
  readonly after: number;
}

/** The same of a text that is not its first one. */
export async function expectNext(seat: Seat, { handed, text, after }: Next): Promise<number> {
  await expectConfirmed(seat, handed, after);
  const deeds = (await seat.deeds()).filter(({ did }) => did !== 'answered').slice(after);
  const [deed] = deeds;
  if (deed === undefined || deeds.length !== 1 || deed.did !== 'submitted') {
    throw expected('one text', `the agent says: ${deeds.map(({ did }) => did).join(', ') || 'nothing came'}`);
  }
  expectWhole(deed.text, handed, text);
  return handed.ms;
}

/** The same for a text that is too long for one paste: what came names a file, and the file has all of it. */
export async function expectOnceInFile(seat: Seat, handed: Handed, text: string): Promise<number> {
  await expectConfirmed(seat, handed);
  const [typed, read, ...more] = await seat.deeds();
  if (typed?.did !== 'submitted' || read?.did !== 'read' || more.length > 0)
    throw expected('one short text that names a file', 'something else came');
  const file = handed.receipt?.file;
  if (file === undefined || !typed.text.includes(`\n${file.path}\n`) || !typed.text.includes(file.sha256))
    throw expected('the file with its hash', 'the text that came names another one');
  if (hashOf(read.text) !== file.sha256) throw expected('the very file', 'its hash is another one');
  expectWhole(read.text, handed, text);
  return handed.ms;
}

/** Between its first and its last line. */
function expectWhole(came: string, { receipt }: Handed, text: string): void {
  const id = receipt?.id ?? '';
  const begins = came.startsWith(`[czar ${id}] `);
  const isWhole = begins && came.trimEnd().endsWith(`\n[end ${id}]`);
  const sent = canonicalText(text).replace(/\p{Surrogate}/gu, '\uFFFD');
  const body = came.trimEnd().slice(came.indexOf('\n') + 1, -`\n[end ${id}]`.length);
  if (isWhole && isSameText(body, sent)) return;
  throw expected('the whole text', `${came.length} of ${sent.length} characters came, or other ones`);
}

/** Nothing was submitted, run, picked or answered. */
export async function expectUntouched(seat: Seat): Promise<void> {
  const deeds = await seat.deeds();
  if (deeds.length > 0)
    throw expected('nothing to happen', `the agent ${deeds.map(({ did }) => did).join(', ')}`);
}

/** A text that was refused for this reason. */
export function expectRefusal(handed: Handed, because: string): void {
  expectVerdict(handed, 'refused');
  if (!handed.says.includes(because)) throw expected(`"${because}"`, handed.says);
}

export async function untilIdle(seat: Seat): Promise<void> {
  await seat.until(() => seat.activity() === 'idle', 'an agent that is ready');
}
