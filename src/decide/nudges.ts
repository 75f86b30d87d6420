import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, TaskState, WorkerState } from '../domain/ledger.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { isFirstAfterLimit, whyAccountWaits } from './accounts.ts';
import { deliveryIdFor } from './delivery-id.ts';
import { healthOf, nextVerdictAt } from './health.ts';
import { runningTask } from './running-task.ts';
import { stillOf } from './signs.ts';
import { stuckStory } from './stuck-story.ts';
import { type Thresholds, thresholdsOf } from './thresholds.ts';
import { openReceipt } from './holding.ts';
import { leased, leasedUntil } from './lease.ts';
import { livePane } from './pane.ts';
import { askOnce } from './questions.ts';
import { earlier, type Rule, type RulePart } from './rule.ts';
import { isStopped } from './wrap-up.ts';

/** A restart because it was stuck happens once in an attempt; the next time a human is asked. */
const STUCK_RESTARTS = 1;

/**
 * Helps the slow and restarts the stuck: a reminder, an offer of help, a restart with the same task, then a question. Each step
 * waits for counted time, so nothing happens to a worker that cannot be seen, is paused, asks, or is limited.
 */
export const nudges: Rule = (world) => {
  const notes: Note[] = [];
  const actions: Action[] = [];
  let wakeAt: number | null = null;
  for (const worker of world.ledger.workers.values()) {
    const part = helpOf(world, worker);
    notes.push(...(part.notes ?? []));
    actions.push(...(part.actions ?? []));
    wakeAt = earlier(wakeAt, part.wakeAt ?? null);
  }
  return { notes, actions, wakeAt };
};

/** Which step of help comes next for a quiet worker, or null when it is not quiet. */
export function explainNudges(world: World, name: string): string | null {
  const worker = world.ledger.workers.get(name);
  const quiet = worker === undefined ? null : quietWorker(world, worker);
  if (quiet === null) return null;
  const step = stepOf(world, quiet);
  return step === 'wait' ? 'Czar waits for it: what could be told was sent' : STEP_SAYS[step];
}

/** The step of help that the clock brings next to a slow or stuck worker, and when (epoch milliseconds); null when none. */
export function comingHelp(
  world: World,
  name: string,
): { readonly step: 'help' | 'restart' | 'ask'; readonly at: number } | null {
  const worker = world.ledger.workers.get(name);
  const quiet = worker === undefined ? null : quietWorker(world, worker);
  if (quiet === null) return null;
  const { attempt, stillMs } = quiet;
  const { stuckMs } = quiet.thresholds;
  const notBefore = leasedUntil(world, name) ?? world.now;
  const sent = attempt.messages.help ?? { count: 0, lastAt: null };
  if (quiet.health === 'slow' && sent.count < world.policy.health.help)
    return { step: 'help', at: Math.max(world.now + stuckMs - stillMs, notBefore) };
  const graceMs = helpGraceMs(world);
  const helped = sent.lastAt === null ? 0 : sent.lastAt + graceMs;
  const stuckAt = quiet.loops ? world.now : world.now + stuckMs + graceMs - stillMs;
  const at = Math.max(stuckAt, helped, notBefore);
  return { step: attempt.stuckRestarts < STUCK_RESTARTS ? 'restart' : 'ask', at };
}

interface QuietWorker {
  readonly worker: WorkerState;
  readonly task: TaskState;
  readonly attempt: Attempt;
  readonly generation: number;
  readonly health: 'slow' | 'stuck';
  readonly loops: boolean;
  readonly stillMs: number;
  readonly thresholds: Thresholds;
  readonly since: number;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

type Step = 'wait' | 'remind' | 'help' | 'restart' | 'ask';

const STEP_SAYS: Readonly<Record<Exclude<Step, 'wait'>, string>> = {
  remind: 'it is slow: it gets a reminder',
  help: 'it is stuck: it is asked for its status and offered help',
  restart: 'it is stuck and help did not help: it is restarted with the same task',
  ask: 'it is stuck again after a restart: that needs you',
};

function helpOf(world: World, worker: WorkerState): RulePart {
  const quiet = quietWorker(world, worker);
  if (quiet === null) return { wakeAt: nextVerdictAt(world, worker.name) };
  if (leased(world, worker.name)) return { wakeAt: leasedUntil(world, worker.name) };
  const step = stepOf(world, quiet);
  switch (step) {
    case 'wait':
      return { wakeAt: nextStepAt(world, quiet) };
    case 'remind':
    case 'help':
      return { actions: [message(world, quiet, step)], wakeAt: nextStepAt(world, quiet) };
    case 'restart':
      return { notes: [restart(world, quiet)] };
    case 'ask':
      return { notes: ask(world, quiet) };
  }
}

/** When the clock alone brings another step; null: it does not. */
function nextStepAt(world: World, { worker, attempt }: QuietWorker): number | null {
  const { coolDownMs, remind, help } = world.policy.health;
  const cooled = (kind: 'remind' | 'help', most: number): number | null => {
    const sent = attempt.messages[kind];
    return sent === undefined || sent.lastAt === null || sent.count >= most ? null : sent.lastAt + coolDownMs;
  };
  const coming = comingHelp(world, worker.name)?.at ?? null;
  return [coming, cooled('remind', remind), cooled('help', help), nextVerdictAt(world, worker.name)]
    .filter((at) => at !== null && at > world.now)
    .reduce<number | null>((soonest, at) => earlier(soonest, at), null);
}

/** A worker that is slow or stuck, and may be typed to. */
function quietWorker(world: World, worker: WorkerState): QuietWorker | null {
  const task = runningTask(world, worker);
  if (task === null || task.attempt === null) return null;
  if (worker.restartNotBefore !== null || worker.generation === null) return null;
  const { health, loops, since, says, evidence } = healthOf(world, worker.name);
  if ((health !== 'slow' && health !== 'stuck') || livePane(world, worker.name) === null) return null;
  if (isStopped(world, task)) return null;
  return {
    worker,
    task,
    attempt: task.attempt,
    generation: worker.generation.number,
    health,
    loops,
    stillMs: stillOf(world, worker),
    thresholds: thresholdsOf(world, worker),
    since: since ?? world.now,
    says,
    evidence,
  };
}

function stepOf(world: World, quiet: QuietWorker): Step {
  if (quiet.health === 'stuck') return stuckStep(world, quiet);
  return mayTell(world, quiet, { kind: 'remind', most: world.policy.health.remind }) ? 'remind' : 'wait';
}

/** Help gets a while to work, and where it cannot be given the restart comes without it. Circles are never ended without help. */
function stuckStep(world: World, quiet: QuietWorker): Step {
  const { help } = world.policy.health;
  const isOver = isBeyondHelp(world, quiet);
  if ((quiet.loops || !isOver) && mayTell(world, quiet, { kind: 'help', most: help })) return 'help';
  const helpedAt = quiet.attempt.messages.help?.lastAt ?? null;
  const stillWaits = helpedAt !== null && world.now - helpedAt < helpGraceMs(world);
  if (stillWaits || !isOver) return 'wait';
  return quiet.attempt.stuckRestarts < STUCK_RESTARTS ? 'restart' : 'ask';
}

function isBeyondHelp(world: World, { loops, stillMs, attempt, thresholds }: QuietWorker): boolean {
  if (loops) return attempt.messages.help !== undefined || world.policy.health.help === 0;
  return stillMs >= thresholds.stuckMs + helpGraceMs(world);
}

function helpGraceMs({ policy }: World): number {
  return Math.min(policy.health.stuckMs / 2, policy.health.coolDownMs);
}

function mayTell(
  world: World,
  { worker, attempt }: QuietWorker,
  { kind, most }: { readonly kind: 'remind' | 'help'; readonly most: number },
): boolean {
  const sent = attempt.messages[kind] ?? { count: 0, lastAt: null };
  const cooled = sent.lastAt === null || world.now - sent.lastAt >= world.policy.health.coolDownMs;
  return sent.count < most && cooled && openReceipt(world, worker) === null && maySpeak(world, worker.name);
}

/** The first text after a usage limit is one that it needs to go on. */
function maySpeak(world: World, name: string): boolean {
  return whyAccountWaits(world, name) === null && !isFirstAfterLimit(world, name);
}

function message(world: World, quiet: QuietWorker, as: 'remind' | 'help'): Action {
  const { worker, task, attempt, generation, evidence } = quiet;
  const what = { worker: worker.name, generation, task: task.id, attempt: attempt.number, as, item: null };
  return {
    kind: 'deliver',
    lane: `keys:${worker.name}`,
    rule: 'health',
    why: `${worker.name} makes no progress on ${task.id}: ${quiet.says}`,
    evidence,
    ...what,
    delivery: deliveryIdFor(world, what),
  };
}

function restart(world: World, quiet: QuietWorker): Note {
  const { worker, task, evidence } = quiet;
  return {
    rule: 'health',
    why: `${worker.name} is stuck on ${task.id} (${quiet.says}) and gets a new session with the same task`,
    evidence,
    facts: [{ type: 'worker.restarting', worker: worker.name, because: 'stuck', notBefore: world.now }],
  };
}

/** The task waits for the human; its worker gets a new session and goes on with others. */
function ask(world: World, quiet: QuietWorker): readonly Note[] {
  const { worker, task, loops, says, since } = quiet;
  const story = stuckStory(world, { worker, task, told: 'help' });
  const evidence = [...quiet.evidence, ...story.evidence];
  const asked = askOnce(world, {
    topic: 'stuck',
    task: task.id,
    worker: worker.name,
    detail: `${loops ? says : 'nothing moves'}${story.tail}. What should it do?`,
    evidence,
    since,
    ...(story.screen === undefined ? {} : { screen: story.screen }),
  });
  if (asked === null) return [];
  return [
    {
      rule: 'health',
      why: asked.question.text,
      evidence,
      facts: [
        asked,
        { type: 'worker.restarting', worker: worker.name, because: 'stuck', notBefore: world.now },
        { type: 'worker.seated', worker: worker.name, task: null },
      ],
    },
  ];
}
