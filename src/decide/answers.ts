import type { Fact } from '../domain/facts.ts';
import type { WorkItem } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Question, QuestionTopic } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { answerCommands } from './acceptance.ts';
import type { Answered } from './answered.ts';
import { answerCost, answerLimit } from './budget-answers.ts';
import { standingOf } from './canary.ts';
import { answerCrashes } from './crashing-tasks.ts';
import { answerDialog } from './dialog-answers.ts';
import { answerClosed, answerClosedOmnibus, answerMergedThere, answerToken } from './forge-answers.ts';
import { answerHold } from './forge-holds.ts';
import { askForMerge } from './merge-by-hand.ts';
import { refusedDrop } from './dropping.ts';
import { answerOmnibusHold } from './omnibus-hold.ts';
import { lostDependencies } from './readiness.ts';
import { answerReview } from './review.ts';
import { acceptFacts, keepFacts } from './turned-back.ts';

/** An answer as it was given: a choice's key, or free text. `order` names the items that come of it. */
export interface Answer {
  readonly question: Question;
  readonly text: string;
  readonly order: string;
}

/** Decides on the answer to an open question, after looking again whether the question still stands. */
export function decideAnswer(world: World, given: Answer): Answered {
  const { question } = given;
  const text = given.text.trim();
  const choice = question.choices.find(({ key }) => key === text.toLowerCase());
  if (choice === undefined && (!question.freeText || text === '')) return refuse(notAnAnswer(question));
  const gone = whyGone(world, question);
  if (gone !== null) return refuse(gone);
  return TOPICS[question.topic](world, { ...given, text: choice?.key ?? text });
}

/** What failed may well be about work that is merged or called off: it says itself when it is over. */
const OF_EFFECTS: ReadonlySet<QuestionTopic> = new Set(['effect-failing', 'leftovers', 'base-conflict']);

/** Why a question about a task is moot, or null while it stands. */
export function whyGone(world: World, question: Question): string | null {
  if (question.task === null || OF_EFFECTS.has(question.topic)) return null;
  const stage = world.ledger.tasks.get(question.task)?.stage;
  if (stage === undefined) return `${question.task} is gone from the queue`;
  return stage === 'merged' || stage === 'cancelled' ? `${question.task} is ${stage} by now` : null;
}

type Decide = (world: World, answer: Answer) => Answered;

const TOPICS: Readonly<Record<QuestionTopic, Decide>> = {
  'unverified-delivery': answerDelivery,
  'task-blocked': answerTask,
  'gates-failing': answerTask,
  conflicts: answerTask,
  stuck: answerTask,
  'crashes-agents': (world, answer) =>
    answerCrashes(world, answer.question, answer.text) ?? answerTask(world, answer),
  'attempts-used-up': answerTask,
  'no-text': answerTask,
  'dependency-lost': answerDependency,
  'agent-asks': answerAgent,
  'agent-fails': answerFailure,
  leftovers: tryAgain,
  'files-turned-back': answerFiles,
  quarantined: answerQuarantine,
  'base-conflict': tryAgain,
  'base-rewritten': answerBase,
  adopt: () => accept('noted', []),
  'merge-wanted': answerWanted,
  'protected-paths': answerProtected,
  'review-open': answerOpenReview,
  'pr-closed': (world, answer) =>
    answer.text === 'cancel' ? answerTask(world, answer) : answerClosed(answer.question),
  'no-token': answerToken,
  'pr-merged': answerMergedThere,
  'pr-retargeted': answerTask,
  'checks-wait': (world, answer) =>
    answer.text === 'cancel'
      ? answerTask(world, answer)
      : answerHold(world, { question: answer.question, choice: answer.text }),
  'merge-ambiguous': answerMerge,
  'drop-refused': answerDrop,
  'effect-failing': tryAgain,
  'limit-reached': answerLimit,
  'cost-reached': answerCost,
  'omnibus-refused': answerOmnibus,
  'omnibus-closed': answerClosedOmnibus,
  'omnibus-checks': answerOmnibusHold,
  'process-stays': answerProcess,
  'program-changed': answerProgram,
  'commands-changed': answerChanged,
  'server-dies': () => accept('the sessions are started again', [{ type: 'server.trusted' }]),
};

function answerTask(world: World, { question, text, order }: Answer): Answered {
  const task = question.task;
  if (task === null) return refuse('the question names no task');
  if (text === 'cancel') return cancel(task);
  if (text === 'retry') return accept(`${task} gets a new attempt`, [retried(task)]);
  const item = answerItem(world, { order, text, asked: question.text });
  const needsRetry = question.topic === 'attempts-used-up' || question.topic === 'crashes-agents';
  const facts: Fact[] = [...(needsRetry ? [retried(task)] : []), { type: 'item.added', task, item }];
  return accept(`the worker of ${task} will be told`, facts);
}

function answerDelivery(_world: World, { question, text }: Answer): Answered {
  const { about: id, task } = question;
  if (id === null) return refuse('the question names no delivery');
  if (text === 'has-it')
    return accept('taken as delivered', [ended(id, 'confirmed', 'a human says it arrived')]);
  const refused = ended(id, 'refused', 'a human says it did not arrive');
  if (text === 'again') return accept('it will be sent again under a new id', [refused]);
  if (task === null) return accept('left out', [refused]);
  return accept(`${task} is cancelled`, [refused, cancelled(task, 'a human left it out')]);
}

function answerDependency(world: World, { question, text }: Answer): Answered {
  const task = question.task;
  if (task === null) return refuse('the question names no task');
  if (text === 'cancel') return cancel(task);
  const lost = lostDependencies(world, task);
  if (lost.length === 0) return refuse(`${task} waits for nothing that is lost by now`);
  return accept(
    `${task} no longer waits for ${lost.join(', ')}`,
    lost.map((after): Fact => ({ type: 'edge.dropped', task, after })),
  );
}

function answerAgent(world: World, { question, text, order }: Answer): Answered {
  if (text === 'answered') return accept('noted', []);
  if (question.choices.some(({ key }) => key === text)) return answerDialog(world, question, { text, order });
  const item = answerItem(world, { order, text, asked: question.text });
  if (question.task !== null)
    return accept('it will be told', [{ type: 'item.added', task: question.task, item }]);
  if (question.worker === null) return refuse('the question names nobody');
  return accept('it will be told', [{ type: 'worker.told', worker: question.worker, item }]);
}

function answerFailure(world: World, given: Answer): Answered {
  const isAgain = given.text === 'again';
  return answerTask(world, isAgain ? { ...given, text: 'Try again: go on where you stopped.' } : given);
}

function answerFiles(world: World, { text }: Answer): Answered {
  if (text === 'apply') return accept('the files are taken as they are', acceptFacts(world));
  return accept('everything stays as it was', keepFacts(world));
}

function answerQuarantine(_world: World, { question, text }: Answer): Answered {
  const { worker } = question;
  if (worker === null) return refuse('the question names no worker');
  if (text === 'leave') return accept(`${worker} stays out of service`, []);
  return accept(`${worker} is started again`, [{ type: 'worker.released', worker }]);
}

function answerChanged(world: World, { question, text }: Answer): Answered {
  const fact = answerCommands(world, { about: question.about, isYes: text === 'yes' });
  if (fact === null) return refuse('the files name other commands by now');
  return accept(fact.accepted ? 'they run from now on' : 'what was accepted before stays in force', [fact]);
}

function answerWanted(world: World, { question }: Answer): Answered {
  return question.task === null ? refuse('the question names no task') : askForMerge(world, question.task);
}

/** It is let pass at that head alone; any other word of a human goes to the worker. */
function answerProtected(world: World, given: Answer): Answered {
  const { task, about } = given.question;
  if (task === null || about === null) return refuse('the question names no commit');
  if (given.text === 'allow')
    return accept(`${task} goes on at ${about.slice(0, 8)}`, [
      { type: 'task.protected-allowed', task, head: about },
    ]);
  return sentBack(task, answerTask(world, given));
}

function answerOpenReview(world: World, given: Answer): Answered {
  const { question, text } = given;
  if (question.task === null) return refuse('the question names no task');
  if (text === 'merge' || text === 'again') return answerReview(world, question, text);
  return sentBack(question.task, answerTask(world, given));
}

/** Finished work gets a seat again for what its worker is told. */
function sentBack(task: TaskId, answered: Answered): Answered {
  if (!answered.ok || !answered.facts.some(({ type }) => type === 'item.added')) return answered;
  const because = 'a human sends it back';
  const back: Fact = { type: 'task.stage', task, stage: 'complete', phase: 'rework', because };
  return { ...answered, facts: [...answered.facts, back] };
}

function answerOmnibus(_world: World, { text }: Answer): Answered {
  if (text === 'leave')
    return accept('it stays open until you say czar pr omnibus --merge', [{ type: 'omnibus.left' }]);
  return accept('the base is looked at again, and the omnibus merged', [{ type: 'omnibus.asked' }]);
}

function answerBase(_world: World, { question: { about } }: Answer): Answered {
  if (about === null) return refuse('the question names no commit');
  return accept('it is taken in, through the checks', [{ type: 'base.accepted', tip: about }]);
}

function answerMerge(world: World, answer: Answer): Answered {
  const { task } = answer.question;
  if (answer.text === 'again' || task === null) return tryAgain(world, answer);
  const head = world.ledger.tasks.get(task)?.attempt?.judged ?? null;
  const note = 'a human says it is merged';
  return accept(`${task} counts as merged`, [{ type: 'task.merged', task, sha: null, head, note }]);
}

function answerDrop(world: World, { question: { about }, text }: Answer): Answered {
  const task = refusedDrop(world, about)?.id;
  if (task === undefined) return refuse('it is tried again, or left in');
  return text === 'again'
    ? accept('it is tried again', [{ type: 'task.drop-asked', task }])
    : accept(`${task} stays in`, [{ type: 'task.drop-left', task }]);
}

function tryAgain(_world: World, { question }: Answer): Answered {
  const facts: Fact[] = question.about === null ? [] : [{ type: 'failure.forgotten', key: question.about }];
  return accept('it is tried again', facts);
}

function answerProcess(_world: World, { question }: Answer): Answered {
  if (question.about === null) return refuse('the question names no effect');
  return accept('what waited for it goes on', [{ type: 'process.over', key: question.about }]);
}

/** Long enough for an update that was under way. */
const TRY_AGAIN_MS = 30 * 60_000;

function answerProgram(world: World, { question: { about }, text }: Answer): Answered {
  const standing = about === null ? null : standingOf(world, about);
  if (standing?.is !== 'bad') return refuse('it is another version by now, or passed its trial');
  const { path: program, version } = standing.view;
  return text === 'use'
    ? accept(`${version} is used`, [{ type: 'program.allowed', program, version }])
    : accept('it is tried again in half an hour', [
        { type: 'program.waits', program, until: world.now + TRY_AGAIN_MS },
      ]);
}

function answerItem(
  world: World,
  { order, text, asked }: { readonly order: string; readonly text: string; readonly asked: string },
): WorkItem {
  return { id: order, kind: 'answer', from: 'human', text, data: asked, at: world.now };
}

function ended(id: string, verdict: 'confirmed' | 'refused', because: string): Fact {
  return { type: 'delivery.ended', id, verdict, because };
}

function cancel(task: TaskId): Answered {
  return accept(`${task} is cancelled`, [cancelled(task, 'a human said so')]);
}

function cancelled(task: TaskId, because: string): Fact {
  return { type: 'task.stage', task, stage: 'cancelled', phase: null, because };
}

function retried(task: TaskId): Fact {
  return { type: 'task.retried', task, fresh: false };
}

function accept(says: string, facts: readonly Fact[]): Answered {
  return { ok: true, facts, says };
}

function refuse(because: string): Answered {
  return { ok: false, because };
}

function notAnAnswer(question: Question): string {
  const keys = question.choices.map(({ key }) => key).join(', ');
  return question.freeText ? `say one of ${keys}, or a text` : `say one of ${keys}`;
}
