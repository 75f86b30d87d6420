import type { FactOf } from '../../domain/facts.ts';
import { type Delivery, type DeliveryKind, isUnsettled, type Receipt } from '../../domain/delivery.ts';
import { noteConflictTold } from './fold-conflicts.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, changeWorker, type MutableLedger } from './state.ts';

const KEPT_RECEIPTS = 500;

export const foldDeliveries: FoldPart<
  'delivery.began' | 'delivery.ended' | 'delivery.held' | 'texts.dropped'
> = {
  'delivery.began': (ledger, { delivery }) => {
    ledger.receipts.set(delivery.id, { ...delivery, verdict: 'open', verdictAt: null, because: null });
    changeWorker(ledger, delivery.worker, () => ({ saved: null }));
    if (delivery.file !== undefined) noteFile(ledger, delivery);
    if (holdsFullText(delivery)) noteOpened(ledger, delivery);
    forgetOldReceipts(ledger);
  },
  'delivery.ended': endDelivery,
  'delivery.held': (ledger, { id, because, entered }, at) => {
    const receipt = ledger.receipts.get(id);
    if (receipt?.verdict === 'open')
      ledger.receipts.set(id, {
        ...receipt,
        held: { at, because, entered: entered || (receipt.held?.entered ?? false) },
      });
  },
  'texts.dropped': (ledger, { worker, kept }) =>
    changeWorker(ledger, worker, ({ texts = [] }) => ({
      texts: texts.filter(({ delivery }) => kept.includes(delivery)),
    })),
};

function noteFile(ledger: MutableLedger, { id, worker, task, attempt, generation }: Delivery): void {
  const text = { delivery: id, task, attempt, generation };
  changeWorker(ledger, worker, ({ texts = [] }) => ({ texts: [...texts, text] }));
}

/** Rework and answers hold the full text too, for a session that never had it; a resumed one still knows it. */
function holdsFullText({ kind, textHash }: Delivery): boolean {
  return textHash !== null || kind === 'opening' || kind === 'continuation' || kind === 'resume';
}

/** The full text goes to one generation at most once, so it counts from the moment it may have arrived. */
function noteOpened(ledger: MutableLedger, { task, generation }: FactOf<'delivery.began'>['delivery']): void {
  if (task === null) return;
  changeTask(ledger, task, ({ attempt }) =>
    attempt === null ? {} : { attempt: { ...attempt, openedIn: [...attempt.openedIn, generation] } },
  );
}

function endDelivery(
  ledger: MutableLedger,
  { id, verdict, because }: FactOf<'delivery.ended'>,
  at: number,
): void {
  const receipt = ledger.receipts.get(id);
  if (receipt === undefined || receipt.verdict === 'confirmed') return;
  ledger.receipts.set(id, { ...receipt, verdict, verdictAt: at, because });
  if (verdict === 'refused') return takeBackOpened(ledger, receipt);
  if (receipt.verdict === 'refused') openAgain(ledger, receipt);
  beginUnheard(ledger, receipt);
  if (receipt.verdict === 'open') countMessage(ledger, receipt, at);
  startRound(ledger, receipt, at);
  if (verdict !== 'unverified') noteTold(ledger, receipt, at);
}

/** One that says nothing was told something after a limit that its screen told of: from now on its output tells what it does. */
function beginUnheard(ledger: MutableLedger, { worker, generation: number }: Receipt): void {
  changeWorker(ledger, worker, ({ generation, agent }) =>
    generation?.number === number && agent.lastEvent === null && agent.activity === 'limited'
      ? { agent: { ...agent, activity: 'unknown', limitedUntil: null } }
      : {},
  );
}

const COUNTED: ReadonlySet<DeliveryKind> = new Set([
  'remind',
  'help',
  'marker',
  'branch',
  'wrap-up',
  'rework',
]);

/** Once it may have arrived, whoever finds that out: the action that typed it may have been cut off. */
function countMessage(ledger: MutableLedger, { task, attempt: number, kind }: Receipt, at: number): void {
  if (task === null || !COUNTED.has(kind)) return;
  changeTask(ledger, task, ({ attempt }) => {
    if (attempt === null || attempt.number !== number) return {};
    const { messages } = attempt;
    const counted = { count: (messages[kind]?.count ?? 0) + 1, lastAt: at };
    return { attempt: { ...attempt, messages: { ...messages, [kind]: counted } } };
  });
}

/** What is told is done, and work that was sent back is under way again. However late that becomes known. */
function noteTold(
  ledger: MutableLedger,
  { task, attempt, worker, item, kind, textHash }: Receipt,
  at: number,
): void {
  if (item !== null)
    changeWorker(ledger, worker, ({ inbox }) => ({ inbox: inbox.filter(({ id }) => id !== item) }));
  if (task === null || ledger.tasks.get(task)?.attempt?.number !== attempt) return;
  if (item !== null) noteConflictTold(ledger, task, item);
  changeTask(ledger, task, (state) => ({
    items: state.items.filter(({ id }) => id !== item),
    textHash: textHash ?? state.textHash,
    ...(BRINGS_BACK.has(kind) && state.phase === 'rework'
      ? { stage: 'running', phase: null, stageSince: at }
      : {}),
  }));
}

const BRINGS_BACK: ReadonlySet<DeliveryKind> = new Set(['rework', 'answer']);

/** A refused text provably did not arrive: the generation may be given it under a new id. */
function takeBackOpened(ledger: MutableLedger, receipt: Receipt): void {
  const { task, generation } = receipt;
  if (task === null || !holdsFullText(receipt)) return;
  changeTask(ledger, task, ({ attempt }) => {
    if (attempt?.number !== receipt.attempt || attempt.worker !== receipt.worker) return {};
    const last = attempt.openedIn.lastIndexOf(generation);
    if (last < 0) return {};
    return { attempt: { ...attempt, openedIn: attempt.openedIn.toSpliced(last, 1) } };
  });
}

/** One that was taken to be refused has arrived all the same: it is not given a second time. */
function openAgain(ledger: MutableLedger, receipt: Receipt): void {
  const { task, attempt: number, worker, generation } = receipt;
  const attempt = task === null ? null : (ledger.tasks.get(task)?.attempt ?? null);
  if (attempt?.number !== number || attempt?.worker !== worker || !holdsFullText(receipt)) return;
  if (!attempt.openedIn.includes(generation)) noteOpened(ledger, receipt);
}

/** Short messages of Czar or a human are no progress of the worker; else a reminder would hide that it is stuck. */
const NO_PROGRESS: ReadonlySet<DeliveryKind> = new Set([
  'go-on',
  'wrap-up',
  'remind',
  'help',
  'marker',
  'branch',
  'notice',
]);

function startRound(
  ledger: MutableLedger,
  { task, attempt: number, worker, kind }: Receipt,
  at: number,
): void {
  if (NO_PROGRESS.has(kind)) return;
  changeWorker(ledger, worker, () => ({ progressAt: at, quietMs: 0, stillMs: 0 }));
  if (task === null) return;
  changeTask(ledger, task, ({ attempt }) =>
    attempt?.number !== number || attempt.roundBeganAt !== null
      ? {}
      : { attempt: { ...attempt, roundBeganAt: at } },
  );
}

function forgetOldReceipts(ledger: MutableLedger): void {
  for (const receipt of ledger.receipts.values()) {
    if (ledger.receipts.size <= KEPT_RECEIPTS) return;
    if (!isStillAsked(ledger, receipt)) ledger.receipts.delete(receipt.id);
  }
}

/** What became of it is not known yet, or the file that it names still lies there. */
function isStillAsked(ledger: MutableLedger, receipt: Receipt): boolean {
  if (isUnsettled(receipt)) return true;
  return ledger.workers.get(receipt.worker)?.texts?.some(({ delivery }) => delivery === receipt.id) ?? false;
}
