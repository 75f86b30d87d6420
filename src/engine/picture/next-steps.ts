import { accountOf, isOpen } from '../../decide/accounts.ts';
import { failedTurn } from '../../decide/api-errors.ts';
import { isPaused } from '../../decide/activity.ts';
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
  return [...workers.flatMap((worker) => workerSteps(world, worker)), ...limitSteps(world), ...retries(world)]
    .filter(({ at }) => at > world.now)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST_STEPS);
}

function workerSteps(world: World, worker: WorkerState): readonly NextStep[] {
  if (isPaused(world, worker) || worker.quarantined !== null) return [];
  const { name, restartNotBefore } = worker;
  if (restartNotBefore !== null) return [{ what: `${name} is restarted`, about: name, at: restartNotBefore }];
  return [...goOnStep(world, worker), ...helpStep(world, worker)];
}

function goOnStep(world: World, worker: WorkerState): readonly NextStep[] {
  const at = failedTurn(world, worker)?.goOnAt ?? null;
  return at === null ? [] : [{ what: `${worker.name} is told to go on`, about: worker.name, at }];
}

function limitSteps(world: World): readonly NextStep[] {
  return [...world.ledger.accounts].flatMap(([account, limit]) => {
    const worker = [...world.policy.workers.keys()].find((name) => accountOf(world, name) === account);
    if (worker === undefined || !isOpen(world, limit)) return [];
    const about = limit.by ?? worker;
    return [{ what: `the limit of the account "${account}" ends`, about, at: limit.until }];
  });
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
    return [
      { what: `${effectWords[effect] ?? `${effect} of`} ${about} is tried again`, about, at: nextTryAt },
    ];
  });
}

/** Of those effects that fail most; the others are told by their kind. */
const effectWords: Readonly<Record<string, string>> = {
  deliver: 'a text for',
  'start-session': 'a session for',
  'begin-attempt': 'beginning',
  'return-to-branch': 'going on with',
  'save-work': 'saving the work of',
  gate: 'testing',
  merge: 'merging',
};
