import { resumable } from '../../decide/conversation.ts';
import { activityOf } from '../../decide/activity.ts';
import type { FactOf } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Generation } from '../../domain/generation.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { AgentPolicy, WorkerPolicy } from '../../domain/policy.ts';
import type { World } from '../../domain/world.ts';
import { pause } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { startInTurn } from './first-start.ts';
import { serversFor, withoutThem } from './servers.ts';
import { uuidOf } from './uuid.ts';
import { agentNow, kindNow, notNow, refuseIfOver, workerNow, worktreeNow } from './subject.ts';

/** How long the processes of a session have to end by themselves. */
const GRACE_MS = 5_000;
const SHORT_GRACE_MS = 500;
/** Two keys at once may look like a third: an Escape before another key is that key with Alt. */
const APART_MS = 200;

/** Starts an agent in the worker's pane. That it is ready is told by its own event. */
export const startSession: Runner<ActionOf<'start-session'>> = async (effect) => {
  const { action, parts } = effect;
  const { worker, generation: number } = action;
  const world = effect.now();
  const { generations, generation: old } = workerNow(world, worker);
  if (generations >= number)
    return { says: `generation ${number} of ${worker} was started before`, facts: [] };
  const { path: cwd, gitDir } = worktreeNow(world, worker);
  const { agent, index } = seatPolicy(world, worker);
  const kind = kindNow(effect, agent.kind, agent);
  const servers = await serversFor(effect, { worker, cwd, env: agent.env });
  if (old !== null) await effect.step([await endNow(effect, old)]);
  refuseIfOver(effect, 'start a session', worker);
  const events = await parts.inbox.prepare(worker, number);
  const kit = parts.kitFolder(worker);
  const {
    argv,
    env,
    inherits = [],
    files,
    conversation,
  } = kind.launch({
    agent,
    cwd,
    gitDir,
    generation: number,
    worker,
    kit,
    statusFolder: `${world.policy.home}/status`,
    servers: servers === null ? null : servers.given,
    uuid: uuidOf(parts.clock),
    resumes: resumable(world, workerNow(world, worker), kind.name),
  });
  const spec = {
    worker,
    generation: number,
    cwd,
    argv,
    env: { ...env, ...surroundings(world, { worker, number, index, events }) },
    inherits,
    kit: { folder: kit, files },
    logFile: parts.logFile(worker, number),
    logBytes: world.policy.keep.logBytes,
  };
  const started = await startInTurn(effect, kind, spec);
  const generation: Generation = {
    ...started.identity,
    worker,
    session: started.session,
    kind: kind.name,
    startedAt: parts.clock.now(),
    ...(conversation === null ? {} : { conversation }),
    ...programOf(world, worker),
    ...(servers === null ? {} : { servers: { wanted: servers.wanted, missing: servers.missing } }),
  };
  return {
    says: `${worker} runs in ${started.session}${withoutThem(servers)}`,
    facts: [{ type: 'generation.began', generation }],
  };
};

/** As it was looked at right before. */
function programOf({ policy, programs }: World, worker: WorkerName): Pick<Generation, 'program'> {
  const seen = programs.get(policy.workers.get(worker)?.agent ?? '');
  return seen?.known === true ? { program: seen.value } : {};
}

interface Seated {
  readonly worker: WorkerName;
  readonly number: number;
  readonly index: number;
  readonly events: string;
}

/** What every agent has to know. */
function surroundings({ policy }: World, { worker, number, index, events }: Seated): Record<string, string> {
  return {
    CZAR_EVENTS: events,
    CZAR_GENERATION: String(number),
    CZAR_WORKER: worker,
    CZAR_INDEX: String(index),
    CZAR_PROJECT: policy.project,
  };
}

export const endSession: Runner<ActionOf<'end-session'>> = async (effect) => {
  const { worker, generation: number } = effect.action;
  const { generation } = workerNow(effect.now(), worker);
  if (generation?.number !== number) return { says: `the session of ${worker} has ended before`, facts: [] };
  return { says: `the session of ${worker} is ended`, facts: [await endNow(effect, generation)] };
};

export const endDaemons: Runner<ActionOf<'end-daemons'>> = async (effect) => {
  const { worker, generation: number } = effect.action;
  const { generation, lastEnd } = workerNow(effect.now(), worker);
  if (generation !== null || lastEnd?.number !== number)
    return { says: `${worker} has another session by now`, facts: [] };
  await effect.parts.terminal.endDaemons({ worker, generation: number }, { graceMs: GRACE_MS });
  return {
    says: `what the last agent of ${worker} left running is ended`,
    facts: [{ type: 'daemons.ended', worker, number }],
  };
};

/** Only while it is at work: the same keys do something else at an empty prompt. */
export const interrupt: Runner<ActionOf<'interrupt'>> = async (effect) => {
  const { worker, generation, task } = effect.action;
  const agent = agentNow(effect, worker, generation);
  const { activity } = activityOf(effect.now(), worker);
  if (agent === null || activity === 'idle' || activity === 'in-review') {
    return { says: `${worker} has stopped by itself`, facts: [] };
  }
  for (const [index, key] of agent.kind.interruptKeys.entries()) {
    if (index > 0) await pause(effect, APART_MS);
    const typed = await effect.parts.terminal.keys(agent.who, [key]);
    if (!typed.typed) throw notNow('interrupt the agent', worker, typed.because);
  }
  return {
    says: `${worker} is interrupted`,
    facts: [{ type: 'worker.interrupted', worker, generation, task }],
  };
};

async function endNow(effect: Effect, generation: Generation): Promise<FactOf<'generation.ended'>> {
  const graceMs = effect.now().stopping === 'end-sessions-now' ? SHORT_GRACE_MS : GRACE_MS;
  await effect.parts.terminal.end(generation, { graceMs });
  const { worker, number } = generation;
  const end = { how: 'ended-by-czar', status: null, signal: null } as const;
  return { type: 'generation.ended', worker, number, end };
}

function seatPolicy(
  { policy }: World,
  name: WorkerName,
): { readonly agent: AgentPolicy; readonly index: WorkerPolicy['index'] } {
  const seat = policy.workers.get(name);
  const agent = seat === undefined ? undefined : policy.agents.get(seat.agent);
  if (seat !== undefined && agent !== undefined) return { agent, index: seat.index };
  throw new Fault({
    code: 'bad-input',
    what: 'start a session',
    on: name,
    because:
      seat === undefined ? 'it is not in the config' : `there is no agent "${seat.agent}" in the config`,
  });
}
