import type { DeliveryKind, Receipt } from '../domain/delivery.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, TaskState, WorkerState } from '../domain/ledger.ts';
import type { ClosedQuestion, SeenScreen } from '../domain/question.ts';
import type { World } from '../domain/world.ts';

/** What a person has to know of a worker that stands still, beside what stands still. */
export interface StuckStory {
  /** Behind what is wrong: ", also after help and a restart; you denied it ...". Says no more than receipts prove. */
  readonly tail: string;
  /** What Czar did and what you said, each with its time. */
  readonly evidence: readonly Evidence[];
  readonly screen?: SeenScreen;
}

/** `told`: the kinds of texts that were meant to get it going. */
export function stuckStory(
  world: World,
  {
    worker,
    task,
    told,
  }: { readonly worker: WorkerState; readonly task: TaskState; readonly told: DeliveryKind },
): StuckStory {
  const { attempt } = task;
  if (attempt === null) return { tail: '', evidence: [] };
  const texts = textsOf(world, task.id, attempt);
  const denials = denialsOf(world, worker, attempt);
  const screen = screenOf(worker);
  return {
    tail: `${afterWords(texts.findLast(({ kind }) => kind === told) ?? null, attempt, told)}${denialWords(denials)}`,
    evidence: [...texts.flatMap(textEvidence), ...restartEvidence(attempt), ...denials.map(denialEvidence)],
    ...(screen === null ? {} : { screen }),
  };
}

/** What Czar has sent to the worker that is at a task, to get it going, and when it was restarted for that; the oldest first. */
export function helpEvidence(world: World, task: TaskState): readonly Evidence[] {
  const { attempt } = task;
  if (attempt === null) return [];
  return [...textsOf(world, task.id, attempt).flatMap(textEvidence), ...restartEvidence(attempt)];
}

const HELPING: ReadonlySet<DeliveryKind> = new Set(['remind', 'help', 'marker', 'branch']);

/** The texts of this attempt that were meant to get it going, the oldest first. */
function textsOf({ ledger }: World, task: string, { number }: Attempt): readonly Receipt[] {
  return [...ledger.receipts.values()].filter(
    (receipt) => receipt.task === task && receipt.attempt === number && HELPING.has(receipt.kind),
  );
}

const NAMES: Readonly<Partial<Record<DeliveryKind, string>>> = {
  remind: 'a reminder',
  help: 'the offer of help',
  marker: 'the reminder how to finish',
  branch: 'the hint about its branch',
};

function nameOf(kind: DeliveryKind): string {
  return NAMES[kind] ?? kind;
}

/** Only what a receipt proves was given counts as given. */
function afterWords(last: Receipt | null, { stuckRestarts }: Attempt, told: DeliveryKind): string {
  const isGiven = last?.verdict === 'confirmed';
  const after = [...(isGiven ? [nameOf(told)] : []), ...(stuckRestarts > 0 ? ['a restart'] : [])];
  const also = after.length === 0 ? '' : `, also after ${after.join(' and ')}`;
  if (isGiven) return also;
  return `${also}; ${last === null ? `${nameOf(told)} could not be given` : notGiven(last)}`;
}

function notGiven({ verdict, kind }: Receipt): string {
  switch (verdict) {
    case 'queued':
      return `${nameOf(kind)} is queued and was not read`;
    case 'refused':
      return `${nameOf(kind)} did not arrive`;
    case 'open':
    case 'unverified':
    case 'confirmed':
      return `nobody knows whether ${nameOf(kind)} arrived`;
  }
}

function textEvidence({ kind, verdict, at, verdictAt, because }: Receipt): readonly Evidence[] {
  const name = nameOf(kind);
  const sent: Evidence = { source: 'ledger', at, says: `${name} was sent` };
  switch (verdict) {
    case 'confirmed':
      return [sent, { source: 'ledger', at: verdictAt ?? at, says: `${name} was delivered` }];
    case 'queued':
      return [sent, { source: 'ledger', at: verdictAt ?? at, says: `${name} is queued since then` }];
    case 'refused':
      return [
        sent,
        { source: 'ledger', at: verdictAt ?? at, says: `${name} did not arrive: ${because ?? 'refused'}` },
      ];
    case 'open':
    case 'unverified':
      return [{ ...sent, says: `${name} was sent; nobody knows whether it arrived` }];
  }
}

function restartEvidence({ stuckRestarts, stuckRestartAt }: Attempt): readonly Evidence[] {
  if (stuckRestarts === 0 || stuckRestartAt === undefined) return [];
  return [
    { source: 'ledger', at: stuckRestartAt, says: 'restarted with the same task, because it was stuck' },
  ];
}

/** What a human denied it in this attempt, the oldest first. */
function denialsOf(
  { ledger: { closed = [] } }: World,
  { name }: WorkerState,
  { startedAt }: Attempt,
): readonly ClosedQuestion[] {
  return closed.filter(
    ({ topic, worker, answer, at }) =>
      topic === 'agent-asks' && worker === name && (answer === 'no' || answer === 'never') && at >= startedAt,
  );
}

const SHOWN_LENGTH = 80;

function denialWords(denials: readonly ClosedQuestion[]): string {
  const last = denials.at(-1);
  if (last === undefined) return '';
  const times = denials.length === 1 ? '' : ` ${denials.length} times`;
  return `; you denied it a permission${times} (${shortText(last.text)})`;
}

function denialEvidence({ text, at }: ClosedQuestion): Evidence {
  return { source: 'human', at, says: `you denied it: ${shortText(text)}` };
}

function shortText(text: string): string {
  const asked = text.replace(/^asks: /, '').replace(/ \(czar attach \S+\)$/, '');
  return asked.length > SHOWN_LENGTH ? `${asked.slice(0, SHOWN_LENGTH)}…` : asked;
}

function screenOf({ agent }: WorkerState): SeenScreen | null {
  const { at, lines = [] } = agent.screen ?? { at: 0 };
  return lines.length === 0 ? null : { at, lines };
}
