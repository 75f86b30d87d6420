import { activityOf, isPaused } from '../../decide/health.ts';
import { comingHelp } from '../../decide/nudges.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { NextStep } from '../../domain/snapshot.ts';
import type { World } from '../../domain/world.ts';
import { failureSubject } from './failure-subject.ts';

const MOST_STEPS = 50;

/** What the clock will do, soonest first: restarts, help for the slow, limits that end, failed effects that are tried again. */
export function nextSteps(world: World): readonly NextStep[] {
  if (world.ledger.pausedAll || world.stopping !== 'no') return [];
  const workers = [...world.ledger.workers.values()];
  return [...workers.flatMap((worker) => workerSteps(world, worker)), ...retries(world)]
    .filter(({ at }) => at > world.now)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST_STEPS);
}

function workerSteps(world: World, worker: WorkerState): readonly NextStep[] {
  if (isPaused(world, worker) || worker.quarantined !== null) return [];
  const { name, restartNotBefore } = worker;
  if (restartNotBefore !== null) return [{ what: `${name} is restarted`, about: name, at: restartNotBefore }];
  return [...limitStep(world, worker), ...helpStep(world, worker)];
}

function limitStep(world: World, { name, agent }: WorkerState): readonly NextStep[] {
  if (agent.limitedUntil === null || activityOf(world, name).activity !== 'limited') return [];
  return [{ what: `the limit of ${name} ends`, about: name, at: agent.limitedUntil }];
}

const HELP_WORDS = {
  help: 'is asked for its status',
  restart: 'is restarted',
  ask: 'becomes a question to you',
} as const;

function helpStep(world: World, { name }: WorkerState): readonly NextStep[] {
  const coming = comingHelp(world, name);
  return coming === null ? [] : [{ what: `${name} ${HELP_WORDS[coming.step]}`, about: name, at: coming.at }];
}

function retries({ ledger }: World): readonly NextStep[] {
  return [...ledger.failures].flatMap(([key, { lasting, nextTryAt }]) => {
    if (lasting) return [];
    const { effect, task, worker } = failureSubject(key);
    const about = task ?? worker ?? 'omnibus';
    return [{ what: `${effect} of ${about} is tried again`, about, at: nextTryAt }];
  });
}
