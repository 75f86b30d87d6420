import type { Ledger, WorkerState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { questionName, type Question, type QuestionTopic } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { refusedDrop } from './dropping.ts';
import { lastingChoices, lastingNo } from './lasting-no.ts';
import { endedByService } from './api-errors.ts';
import { whyGone } from './answers.ts';
import { standingOf } from './canary.ts';
import { dialogChoices, dialogEvidence, dialogName, dialogText, drawnBy } from './dialog-question.ts';
import { runningTask } from './running-task.ts';
import { rewrittenBase } from './integration.ts';
import { whyHoldIsOver } from './forge-holds.ts';
import { closedByOthers } from './forge-watch.ts';
import { waitsToMerge } from './finished-work.ts';
import { whyMergedIsKnown } from './merged-elsewhere.ts';
import { whyOmnibusHoldIsOver } from './omnibus-hold.ts';
import { lostDependencies } from './readiness.ts';
import { whyNotWanted } from './merge-by-hand.ts';
import { whyNotProtected } from './protected.ts';
import { whyReviewIsClosed } from './review.ts';
import { stayingOf } from './staying.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule } from './rule.ts';
import { isStray } from './strays.ts';
import { turnedBack } from './turned-back.ts';
import { closedOmnibus } from './wanted-omnibus.ts';

const RULE = 'questions';

/** Asks what the world itself asks (a lost dependency, a missing text, a dialog), and closes what no longer stands. */
export const standing: Rule = (world) => ({
  notes: [
    ...outdated(world),
    ...lostNotes(world),
    ...textNotes(world),
    ...dialogNotes(world),
    ...processNotes(world),
  ],
  wakeAt: [...world.ledger.workers.values()]
    .map((worker) => (worker.agent.activity === 'asks' ? drawnBy(world, worker) : null))
    .reduce(earlier, null),
});

/** Which of your answers a task or worker waits for, or null. */
export function explainQuestions(world: World, subject: string): string | null {
  const open = [...world.ledger.questions.values()].filter(
    ({ task, worker }) => task === subject || worker === subject,
  );
  return open.length === 0 ? null : open.map(({ id, text }) => `${questionName(id)}: ${text}`).join('; ');
}

function outdated(world: World): readonly Note[] {
  return [...world.ledger.questions.values()].flatMap((question): Note[] => {
    const because = whyGone(world, question) ?? MOOT[question.topic](world, question);
    if (because === null) return [];
    return [
      {
        rule: RULE,
        why: `${questionName(question.id)} needs no answer any more: ${because}`,
        evidence: [{ source: 'ledger', at: world.now, says: because }],
        facts: [{ type: 'question.closed', id: question.id, answer: null, because }],
      },
    ];
  });
}

/** Why a question of this topic is moot, or null while it stands. */
type Moot = (world: World, question: Question) => string | null;

const MOOT: Readonly<Record<QuestionTopic, Moot>> = {
  'unverified-delivery': (world, { about }) =>
    about === null || world.ledger.receipts.get(about)?.verdict === 'unverified'
      ? null
      : 'it is known by now',
  'task-blocked': beganAnew,
  'gates-failing': beganAnew,
  conflicts: beganAnew,
  stuck: beganAnew,
  'crashes-agents': ({ ledger }, { task }) => {
    const { stage, crashes = [] } = taskOf(ledger, task) ?? {};
    return stage === 'running' && crashes.length > 0 ? null : 'it is tried again, or finished';
  },
  'pr-closed': (world, { task }) => {
    const state = taskOf(world.ledger, task);
    const stands = state?.stage === 'complete' && closedByOthers(world, state) !== null;
    return stands ? null : 'it is open again, or not wanted any more';
  },
  'review-open': (world, question) => whyReviewIsClosed(world, question),
  'protected-paths': (world, question) => whyNotProtected(world, question),
  'no-token': ({ ledger }) => (ledger.lockedForge === undefined ? 'there is a token' : null),
  'pr-merged': whyMergedIsKnown,
  'pr-retargeted': whyHoldIsOver,
  'checks-wait': whyHoldIsOver,
  'merge-wanted': (world, { task, about }) => whyNotWanted(world, task, about),
  'merge-ambiguous': beganAnew,
  'drop-refused': (world, { about }) =>
    refusedDrop(world, about) === null ? 'it is tried again, or left in' : null,
  'attempts-used-up': (world, { task }) =>
    (taskOf(world.ledger, task)?.failedAttempts ?? 0) >= world.policy.retries.task
      ? null
      : 'it is tried again',
  'no-text': (world, { task }) =>
    task !== null && world.wish.tasks.get(task)?.textFile === null ? null : 'it has a text',
  'dependency-lost': (world, { task }) =>
    task !== null && waitsForLost(world, task) ? null : 'it waits for nothing that is lost',
  'agent-asks': (world, { worker, task, about }) => {
    const state = worker === null ? undefined : world.ledger.workers.get(worker);
    const chosen = state === undefined ? null : chosenWords(state);
    if (chosen !== null) return chosen;
    if (state === undefined || !isAbout(world, state, about)) return 'its session no longer asks that';
    return taskAtWork(world, state) === task ? null : 'its worker has another task now';
  },
  'agent-fails': (world, { worker, task }) => {
    const state = worker === null ? undefined : world.ledger.workers.get(worker);
    if (state === undefined || !endedByService(state.agent.turn)) return 'its agent goes on';
    return taskAtWork(world, state) === task ? null : 'its worker has another task now';
  },
  leftovers: failureGone,
  'files-turned-back': (world) => (turnedBack(world) === null ? 'the queue is as it was' : null),
  quarantined: (world, { worker }) =>
    worker !== null && world.ledger.workers.get(worker)?.quarantined === null
      ? 'it is in service again'
      : null,
  'base-conflict': failureGone,
  'base-rewritten': (world, { about }) =>
    rewrittenBase(world)?.tip === about ? null : 'the base is elsewhere, or taken in',
  adopt: () => null,
  'effect-failing': failureGone,
  'limit-reached': (world, { task }) =>
    (taskOf(world.ledger, task)?.budget?.reached ?? null) === null ? 'it may go on' : null,
  'cost-reached': ({ ledger }) =>
    (ledger.budget?.reachedAt ?? null) === null ? 'the project may go on' : null,
  'omnibus-refused': (world) =>
    (world.ledger.integration.omnibus?.refused ?? null) === null ? 'it is not refused any more' : null,
  'omnibus-checks': whyOmnibusHoldIsOver,
  'omnibus-closed': (world) => (closedOmnibus(world) === null ? 'it is open again, or merged' : null),
  'program-changed': (world, { about }) =>
    about !== null && standingOf(world, about).is === 'bad'
      ? null
      : 'it is another version by now, or passed its trial',
  'process-stays': ({ ledger }, { about }) =>
    stayingOf(ledger).some(({ key }) => key === about) ? null : 'it has ended, or is waited for no more',
  'commands-changed': ({ unaccepted }, { about }) =>
    unaccepted?.list.hash === about ? null : 'the files name other commands by now, or they are accepted',
  'server-dies': () => null,
};

/** An answer that was chosen for the dialog itself, by whom and which; null: none. */
function chosenWords({ agent: { chosen = null, shown = null } }: WorkerState): string | null {
  if (chosen === null) return null;
  if (chosen.by === 'human') return 'its answer is on its way';
  const says = shown?.dialog?.choices[chosen.choice]?.says ?? '';
  return `Czar answers "${says}" by itself, as the config says`;
}

function beganAnew(world: World, { task }: Question): string | null {
  return taskOf(world.ledger, task)?.stage === 'pending' ? 'a new attempt begins' : null;
}

function failureGone(world: World, { about }: Question): string | null {
  return about === null || world.ledger.failures.has(about) ? null : 'it went well since, or is tried again';
}

function lostNotes(world: World): readonly Note[] {
  const waiting = new Set(world.graph.lost.flatMap((id) => world.graph.dependants.get(id) ?? []));
  return [...waiting]
    .filter((id) => waitsForLost(world, id))
    .flatMap((task) => {
      const says = lostDependencies(world, task)
        .map((id) => `${id} is ${world.ledger.tasks.get(id)?.stage ?? 'gone'}`)
        .join(', ');
      const evidence = [{ source: 'ledger', at: world.now, says }] as const;
      return questionNotes(world, RULE, { topic: 'dependency-lost', task, detail: says, evidence });
    });
}

function waitsForLost(world: World, task: string): boolean {
  const state = taskOf(world.ledger, task);
  if (state === undefined) return false;
  const lost = lostDependencies(world, task);
  if (state.stage === 'pending') return lost.length > 0;
  if (state.stage === 'merged' || state.stage === 'cancelled') return false;
  return waitsToMerge(world, state).some((id) => lost.includes(id));
}

function textNotes(world: World): readonly Note[] {
  return world.graph.withoutText.flatMap((id) =>
    questionNotes(world, RULE, {
      topic: 'no-text',
      task: id,
      detail: whyNoText(world, id),
      evidence: [{ source: 'file', at: world.now, says: 'no file with its text' }],
    }),
  );
}

/** What is missing where the queue says, or where a text would be found. */
function whyNoText({ wish }: World, id: TaskId): string {
  const wanted = wish.tasks.get(id)?.textWanted ?? null;
  return wanted === null
    ? `write tasks/${id}.md, or name one in "task_file"`
    : `there is no "${wanted}": write it, or tasks/${id}.md`;
}

/** A dialog is not asked about again while an answer to it is on its way; that of a task that was taken away is ended. */
function dialogNotes(world: World): readonly Note[] {
  return [...world.ledger.workers.values()].flatMap((worker) => {
    const about = dialogName(worker);
    if (about === null || hasAnswer(world, worker) || isStray(world, worker)) return [];
    if (drawnBy(world, worker) !== null || lastingNo(world, worker) !== null) return [];
    return questionNotes(world, RULE, {
      topic: 'agent-asks',
      task: taskAtWork(world, worker),
      worker: worker.name,
      about,
      detail: dialogText(worker),
      choices: [...dialogChoices(worker), ...lastingChoices(world, worker)],
      freeText: worker.agent.lastEvent === 'question' && (worker.agent.shown ?? null) === null,
      evidence: [dialogEvidence(worker)],
      since: worker.agent.since,
    });
  });
}

/** What the effect is about waits: done again beside a process that still works on it, it could be done twice. */
function processNotes(world: World): readonly Note[] {
  return stayingOf(world.ledger).flatMap(({ key, action, at, stays = null }) =>
    questionNotes(world, RULE, {
      topic: 'process-stays',
      worker: 'worker' in action ? action.worker : null,
      about: key,
      detail: `${stays ?? ''}; until it ends, this waits: ${action.why}`,
      evidence: [{ source: 'ledger', at, says: `begun for ${action.kind}` }],
    }),
  );
}

/** Nothing is known of the screen for a moment after an event: the same dialog may be told a second time. */
function isAbout(world: World, worker: WorkerState, about: string | null): boolean {
  return (
    dialogName(worker) === about || (worker.agent.activity === 'asks' && drawnBy(world, worker) !== null)
  );
}

/** Also one that was chosen for the dialog itself, until it is known what came of typing it. */
function hasAnswer(world: World, { name, task, inbox, agent }: WorkerState): boolean {
  if ((agent.chosen ?? null) !== null) return true;
  for (const { action } of world.ledger.open.values())
    if (action.kind === 'answer-dialog' && action.worker === name) return true;
  const items = [...inbox, ...(taskOf(world.ledger, task)?.items ?? [])];
  return items.some(({ kind }) => kind === 'answer');
}

function taskAtWork(world: World, worker: WorkerState): TaskId | null {
  return runningTask(world, worker)?.id ?? null;
}

function taskOf(ledger: Ledger, id: string | null) {
  return id === null ? undefined : ledger.tasks.get(id);
}
