import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import { type ProgramState, type ProgramView, type TriedVersion, UNTRIED } from '../domain/program.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './activity.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule } from './rule.ts';

const RULE = 'canary';
/** One that does not go well may be the machine's fault: agents start slowly, and lose what is typed meanwhile. */
const MISSES_ASKED = 2;

/** How an agent's program stands, as it lies there now, against the last version that was good. */
export type ProgramStanding =
  /** `because` where it cannot be told: unknown is not no. */
  | { readonly is: 'fine'; readonly because?: string }
  | { readonly is: 'changed'; readonly view: ProgramView; readonly good: string }
  | { readonly is: 'waiting'; readonly view: ProgramView; readonly until: number }
  | { readonly is: 'bad'; readonly view: ProgramView; readonly good: string; readonly tried: TriedVersion };

/**
 * A program whose version has changed since its last good run is tried in a session of its own before it is started for a worker.
 * Workers that run go on. A version that never had a good one before it is taken as it is: its first text proves it, with a human
 * at the start.
 */
export const canary: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const agents = [...agentsInNeed(world)].map((agent) => ({ agent, standing: standingOf(world, agent) }));
  return {
    notes: [
      ...[...world.ledger.workers.values()].flatMap((worker) => proved(world, worker)),
      ...agents.flatMap(({ agent, standing }) => asks(world, agent, standing)),
    ],
    actions: agents.flatMap(({ agent, standing }) => tries(world, agent, standing)),
    wakeAt: agents.reduce<number | null>(
      (at, { standing }) => earlier(at, standing.is === 'waiting' ? standing.until : null),
      null,
    ),
  };
};

export function standingOf(world: World, agent: string): ProgramStanding {
  const seen = world.programs.get(agent);
  if (seen === undefined) return { is: 'fine' };
  if (!seen.known) return { is: 'fine', because: seen.reason };
  return judged(world, seen.value);
}

/** Whether the very version that an agent would be started with has done well before. */
export function isProven(world: World, agent: string): boolean {
  const seen = world.programs.get(agent);
  return seen?.known === true && stateOf(world, seen.value).good?.version === seen.value.version;
}

function judged(world: World, view: ProgramView): ProgramStanding {
  const { good, tried, allowed, waitsUntil } = stateOf(world, view);
  if (good === null || good.version === view.version || allowed === view.version) return { is: 'fine' };
  const change = { view, good: good.version };
  if (tried?.version !== view.version) return { is: 'changed', ...change };
  if (tried.ok) return { is: 'fine' };
  if (waitsUntil !== null && waitsUntil > world.now) return { is: 'waiting', view, until: waitsUntil };
  const isAsked = tried.misses >= MISSES_ASKED && waitsUntil === null;
  return isAsked ? { is: 'bad', ...change, tried } : { is: 'changed', ...change };
}

/** Why a worker's agent must not be started now because of its program; null: it may. */
export function whyProgramWaits(world: World, name: WorkerName): string | null {
  const agent = agentOf(world, name);
  const standing = standingOf(world, agent);
  switch (standing.is) {
    case 'fine':
      return null;
    case 'changed':
      return `the program of "${agent}" has changed (${changeOf(standing)}): it is tried first`;
    case 'waiting':
      return `the program of "${agent}" (${standing.view.version}) is tried again in ${shortDuration(standing.until - world.now)}`;
    case 'bad':
      return `the program of "${agent}" has changed (${changeOf(standing)}), and did not pass its trial`;
  }
}

/** Whether a worker needs a session, and can have none before a human says something about its program. */
export function waitsForProgram(world: World, worker: WorkerState): boolean {
  return needsSession(worker) && standingOf(world, agentOf(world, worker.name)).is === 'bad';
}

/** That the version of a worker's program is not known, where that is so. */
export function explainProgram(world: World, name: WorkerName): string | null {
  const standing = standingOf(world, agentOf(world, name));
  if (standing.is !== 'fine' || standing.because === undefined) return null;
  return `whether its program has changed is not known: ${standing.because}`;
}

function needsSession({ generation, restartNotBefore }: WorkerState): boolean {
  return generation === null || restartNotBefore !== null;
}

function agentOf({ policy }: World, name: WorkerName): string {
  return policy.workers.get(name)?.agent ?? '';
}

function stateOf({ ledger }: World, { path }: ProgramView): ProgramState {
  return ledger.programs.get(path) ?? UNTRIED;
}

function changeOf({ good, view }: { readonly good: string; readonly view: ProgramView }): string {
  return `${good} to ${view.version}`;
}

/** Agents of workers that would be started now. */
function agentsInNeed(world: World): ReadonlySet<string> {
  const agents = [...world.ledger.workers.values()].flatMap((worker) => {
    const { quarantined, worktree } = worker;
    if (!needsSession(worker) || quarantined !== null || worktree === null || isPaused(world, worker))
      return [];
    return world.policy.workers.get(worker.name)?.agent ?? [];
  });
  return new Set(agents);
}

function tries(world: World, agent: string, standing: ProgramStanding): readonly Action[] {
  if (standing.is !== 'changed' || !world.terminal.known) return [];
  const { view } = standing;
  return [
    {
      kind: 'try-program',
      lane: `canary:${agent}`,
      rule: RULE,
      why: `the program of "${agent}" has changed (${changeOf(standing)}): it is tried before it is started for a worker`,
      evidence: [{ source: 'file', at: world.now, says: `${view.path} says ${view.version}` }],
      agent,
      program: view.path,
      version: view.version,
      trial: stateOf(world, view).trials + 1,
    },
  ];
}

function asks(world: World, agent: string, standing: ProgramStanding): readonly Note[] {
  if (standing.is !== 'bad') return [];
  const { tried } = standing;
  return questionNotes(world, RULE, {
    topic: 'program-changed',
    about: agent,
    detail: `the program of "${agent}" has changed (${changeOf(standing)}), and did not pass its trial: ${tried.says}`,
    evidence: tried.screen.map((says) => ({ source: 'pane', at: tried.at, says })),
  });
}

/** A text arrived and its turn ended well, with the version that lies there now: it is the good one from now on. */
function proved(world: World, { generation, agent, name }: WorkerState): readonly Note[] {
  const program = generation?.program;
  if (program === undefined || agent.turn?.end?.how !== 'well') return [];
  const seen = world.programs.get(agentOf(world, name));
  if (seen?.known !== true || seen.value.path !== program.path || seen.value.version !== program.version)
    return [];
  if (stateOf(world, program).good?.version === program.version) return [];
  const isDelivered = [...world.ledger.receipts.values()].some(
    ({ worker, generation: number, verdict }) =>
      worker === name && number === generation?.number && verdict === 'confirmed',
  );
  if (!isDelivered) return [];
  return [
    {
      rule: RULE,
      why: `${program.path} ${program.version} is good: ${name} got a text and ended its turn`,
      evidence: [{ source: 'event', at: agent.turn.end.at, says: 'the turn ended' }],
      facts: [{ type: 'program.proved', program: program.path, version: program.version }],
    },
  ];
}
