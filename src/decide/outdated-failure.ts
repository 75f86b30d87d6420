import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { standingOf } from './canary.ts';
import { isSetUp } from './taking.ts';
import { hasTip } from './gate-line.ts';
import { mergedByOthers } from './merged-elsewhere.ts';
import { isPushedByOthers, whyNothingToTake } from './pushed-heads.ts';
import { explainStray } from './strays.ts';

/** Why the effect that failed under this key (`failureKey`) is not wanted any more, or null while it may be. */
export function whyOver(world: World, key: string): string | null {
  const [kind = '', ...parts] = key.split(' ');
  const named = new Map(parts.map(cut));
  return (
    ofTask(world, kind, named) ??
    ofWorker(world, kind, named) ??
    ofIntegration(world, kind, named) ??
    OF_KIND[kind]?.(world, named) ??
    null
  );
}

/** What only one kind of effect is about. */
const OF_KIND: Readonly<Record<string, (world: World, named: Named) => string | null>> = {
  deliver: ({ ledger }, named) => {
    const id = named.get('item');
    if (id === undefined) return null;
    const items = [
      ...(ledger.tasks.get(named.get('task') ?? '')?.items ?? []),
      ...(ledger.workers.get(named.get('worker') ?? '')?.inbox ?? []),
    ];
    return items.some((item) => item.id === id) ? null : 'it was told, or need not be';
  },
  'settle-delivery': ({ ledger }, named) =>
    [...ledger.receipts.values()].some(
      ({ worker, verdict }) => worker === named.get('worker') && verdict === 'open',
    )
      ? null
      : 'it is known what became of it',
  look: ({ ledger }, named) =>
    isLookedAt(ledger.workers.get(named.get('worker') ?? '')) ? null : 'it is ready, and asks nothing',
  'answer-dialog': ({ ledger }, named) =>
    (ledger.workers.get(named.get('worker') ?? '')?.agent.chosen ?? null) === null
      ? 'the dialog has its answer, or is gone'
      : null,
  'try-program': (world, named) =>
    standingOf(world, named.get('agent') ?? '').is === 'changed' ? null : 'it need not be tried any more',
  interrupt: ({ ledger }, named) =>
    ledger.workers.get(named.get('worker') ?? '')?.agent.activity === 'busy' ? null : 'its turn is over',
  'save-work': whyNotSaved,
  'close-pr': whyEnded,
  'update-pr': (world, named) => whyEnded(world, named) ?? whyUpToDate(world, named),
  'take-head': (world, named) => whyEnded(world, named) ?? whyNothingToTake(world, named.get('task') ?? ''),
  'take-in': (world, named) =>
    mergedByOthers(world, named.get('task') ?? '') === null ? 'it is merged, or has another one' : null,
  'merge-omnibus': ({ ledger }) =>
    ledger.integration.omnibus?.merged === null ? null : 'there is no open omnibus any more',
  'open-integration': ({ ledger, integrationTip }) =>
    ledger.integration.tip !== null && integrationTip.known && integrationTip.value !== null
      ? 'the integration branch is there'
      : null,
};

/** Going down, everything is saved; otherwise what was left of a task that was taken away. */
function whyNotSaved(world: World, named: Named): string | null {
  if (world.stopping !== 'no') return null;
  const name = named.get('worker') ?? '';
  if ((world.ledger.workers.get(name)?.task ?? null) !== null) return 'it is at work again';
  return explainStray(world, name) === null ? 'it is left where it is' : null;
}

/** Somebody may have seen or made the end of it meanwhile. */
function whyEnded({ ledger }: World, named: Named): string | null {
  const number = ledger.tasks.get(named.get('task') ?? '')?.pullRequest ?? null;
  const pr = number === null ? undefined : ledger.pullRequests.get(number);
  return pr?.state === 'open' ? null : 'its pull request is not open any more';
}

/** It was done, and only its answer was lost. */
function whyUpToDate(world: World, named: Named): string | null {
  const task = world.ledger.tasks.get(named.get('task') ?? '');
  const pr = world.ledger.pullRequests.get(task?.pullRequest ?? 0);
  if (task?.stage !== 'complete' || pr === undefined || pr.headSha !== task.attempt?.judged) return null;
  return isPushedByOthers(world, pr) ? null : 'its pull request is up to date';
}

function isLookedAt(worker: WorkerState | undefined): boolean {
  if (worker === undefined) return false;
  const { ready, activity, mayStillAsk = false } = worker.agent;
  return !ready || activity === 'asks' || mayStillAsk;
}

type Named = ReadonlyMap<string, string>;

function cut(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

function ofTask({ ledger }: World, kind: string, named: Named): string | null {
  const id = named.get('task');
  if (id === undefined) return null;
  const task = ledger.tasks.get(id);
  if (task === undefined) return `${id} is gone`;
  const wants = STAGES[kind];
  if (wants !== undefined && !wants.includes(task.stage)) return `${id} is ${task.stage} by now`;
  const attempt = named.get('attempt');
  if (attempt !== undefined && kind !== 'save-work' && attempt !== String(attemptOf(task, kind)))
    return `attempt ${attempt} of ${id} is over`;
  const head = named.get('head');
  return head === undefined || head === task.attempt?.judged ? null : `the head of ${id} moved`;
}

const STAGES: Readonly<Record<string, readonly TaskState['stage'][]>> = {
  'begin-attempt': ['pending'],
  'return-to-branch': ['running', 'complete'],
  deliver: ['running', 'complete'],
  'follow-branch': ['running', 'complete'],
  'open-pr': ['complete'],
  'update-pr': ['complete', 'merged'],
  'take-head': ['complete'],
  gate: ['complete'],
  review: ['complete'],
  'post-review': ['running', 'complete'],
  merge: ['complete'],
  drop: ['merged'],
  'leave-branch': ['merged'],
  'drop-merges': ['cancelled'],
  'remove-branch': ['merged'],
  'remove-remote-branch': ['merged'],
};

function attemptOf({ attempts, attempt }: TaskState, kind: string): number | null {
  return kind === 'begin-attempt' ? attempts + 1 : (attempt?.number ?? null);
}

function ofWorker({ ledger }: World, kind: string, named: Named): string | null {
  const name = named.get('worker');
  if (name === undefined) return null;
  const worker = ledger.workers.get(name);
  if (worker === undefined) return `${name} is gone`;
  if (kind === 'prepare-worktree' && isSetUp(worker)) return `${name} has its worktree`;
  const generation = named.get('generation');
  if (generation === undefined || generation === String(generationOf(worker, kind))) return null;
  return `session ${generation} of ${name} is over`;
}

function generationOf({ generations, generation }: WorkerState, kind: string): number | null {
  return kind === 'start-session' ? generations + 1 : (generation?.number ?? null);
}

function ofIntegration(world: World, kind: string, named: Named): string | null {
  const { ledger, baseTip } = world;
  const tip = named.get('tip');
  const isThere = kind === 'gate' ? hasTip(world, tip ?? '') : tip === ledger.integration.tip;
  if (tip !== undefined && !isThere) return 'the integration branch moved';
  const base = named.get('base');
  if (kind !== 'follow-base' || base === undefined || !baseTip.known) return null;
  return base === baseTip.value ? null : 'the base moved on';
}
