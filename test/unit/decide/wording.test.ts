import { describe, expect, test } from 'vitest';
import { receipts } from '../../../src/decide/receipts.ts';
import { explainWording, wording } from '../../../src/decide/wording.ts';
import type { Receipt } from '../../../src/domain/delivery.ts';
import type { AgentState, PaneView } from '../../../src/domain/generation.ts';
import type { Attempt, TaskState, WorkerState, WorkItem } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

interface Parts extends Omit<WorldParts, 'tasks' | 'workers'> {
  readonly task?: Partial<TaskState>;
  readonly attempt?: Partial<Attempt>;
  readonly agent?: Partial<AgentState>;
  readonly worker?: Partial<WorkerState>;
  readonly pane?: Partial<PaneView>;
  readonly receipt?: Partial<Receipt>;
}

function seat({ task, attempt, agent, worker, pane, receipt, ...parts }: Parts = {}): World {
  const state = aRunningTask('a', { attempt: anAttempt({ branch: 'feat/shop-a', ...attempt }), ...task });
  const given = receipt === undefined ? [] : [aReceipt('r', { task: 'a', attempt: 1, ...receipt })];
  return aWorld({
    tasks: [state],
    workers: [aSeatedWorker('w1', { task: 'a', agent: anAgent(agent), ...worker })],
    panes: [aPane('w1', pane)],
    ...parts,
    ledger: { receipts: new Map(given.map((one) => [one.id, one])), ...parts.ledger },
  });
}

function told(world: World): string | null {
  const [action, ...more] = wording(world).actions ?? [];
  expect(more).toEqual([]);
  if (action?.kind !== 'deliver') return null;
  return action.item === null ? action.as : `${action.as} ${action.item}`;
}

function anItem(kind: WorkItem['kind'], id = 'i'): WorkItem {
  return { id, kind, from: 'human', text: 'x', data: null, at: NOON - 9 };
}

const unopened = { openedIn: [], roundBeganAt: null };
const sentBack = { stage: 'complete', phase: 'rework', items: [anItem('rework')] } as const;
const keeps = { kinds: { demo: { resumes: true } } };
const kept = { id: 'talk', kind: 'demo', generations: [7, 1] };

describe('what a worker is told', () => {
  test.each<[string, Parts, string | null]>([
    ['the text, once', { attempt: unopened }, 'opening'],
    ['nothing more in that generation', { attempt: { roundBeganAt: null } }, null],
    ['the text again in a new session', { attempt: { openedIn: [7] } }, 'continuation'],
    ['the text again for work that has commits', { attempt: { ...unopened, commits: 2 } }, 'continuation'],
    [
      'a short line where the agent kept it',
      { attempt: { openedIn: [7] }, worker: { conversation: kept }, ...keeps },
      'resume',
    ],
    [
      'the text again in another conversation',
      { attempt: { openedIn: [7] }, worker: { conversation: { ...kept, generations: [1] } }, ...keeps },
      'continuation',
    ],
    [
      'the whole text where nobody knows that it ever arrived',
      { attempt: { openedIn: [7], roundBeganAt: null }, worker: { conversation: kept }, ...keeps },
      'continuation',
    ],
    ['rework, in the session that knows the task', { task: sentBack }, 'rework i'],
    [
      'rework, which brings the text to a new session',
      { task: sentBack, attempt: { openedIn: [] } },
      'rework i',
    ],
    [
      'an answer before a new text, where it brings the text itself',
      { task: { items: [anItem('text', 't'), anItem('answer')] }, attempt: { openedIn: [] } },
      'answer i',
    ],
    ['the text before a change of it', { task: { items: [anItem('text')] }, attempt: unopened }, 'opening'],
    ['a new text', { task: { items: [anItem('text')] } }, 'text i'],
    ['a message of a human', { worker: { inbox: [anItem('notice')] } }, 'notice i'],
    ['how to finish', {}, 'marker'],
    [
      'how to bring its commits home',
      { world: { astray: new Map([['w1', { branch: 'x', sha: 's', descends: true, marker: null }]]) } },
      'branch',
    ],
    [
      'nothing of this a second time in a round',
      { attempt: { messages: { marker: { count: 1, lastAt: NOON } } } },
      null,
    ],
    [
      'an answer to what it asks',
      { task: { items: [anItem('answer')] }, agent: { activity: 'asks', lastEvent: 'question' } },
      'answer i',
    ],
    [
      'nothing in a dialog',
      { task: { items: [anItem('answer')] }, agent: { activity: 'asks', lastEvent: 'permission' } },
      null,
    ],
  ])('%s', (_what, parts, expected) => {
    expect(told(seat(parts))).toBe(expected);
  });

  test.each<[string, Parts]>([
    ['while its agent is busy', { agent: { activity: 'busy' } }],
    ['before its agent is ready', { agent: { activity: 'idle', ready: false } }],
    ['while a human types', { pane: { humanKeyAt: NOON - 1, attachedClients: 1 } }],
    ['while it is paused', { worker: { paused: true } }],
    ['while its session is to be replaced', { worker: { restartNotBefore: NOON } }],
    ['while the last text is on its way', { receipt: { verdict: 'open' } }],
    ['while nobody knows whether the last text arrived', { receipt: { verdict: 'unverified' } }],
    [
      'while a question waits in place',
      { questions: [aQuestion('leftovers', { worker: 'w1', holds: 'worker' })] },
    ],
    ['while tmux cannot be seen', { terminal: { known: false, reason: 'no answer', since: NOON } }],
  ])('is nothing %s', (_what, parts) => {
    const world = seat({ attempt: unopened, ...parts });
    expect(told(world)).toBeNull();
    expect(explainWording(world, 'w1')).toContain('opening waits');
  });

  test('waits for the quiet of a kind that says nothing', () => {
    const kinds = { demo: { proves: 'nothing', tellsIdle: false } } as const;
    const agent = { activity: 'starting', ready: false, lastEvent: null } as const;
    const parts = { attempt: unopened, kinds, agent };
    expect(told(seat({ ...parts, pane: { lastOutputAt: NOON - 10_000 } }))).toBe('opening');
    const noisy = seat({ ...parts, pane: { lastOutputAt: NOON - 9_999 } });
    expect(told(noisy)).toBeNull();
    expect(wording(noisy).wakeAt).toBe(NOON + 1);
  });
});

describe('once rework with the whole text was told', () => {
  const began = {
    type: 'delivery.began',
    delivery: aReceipt('d', { task: 'a', attempt: 1, kind: 'rework', item: 'i', textHash: 'h' }),
  } as const;
  const ended = { type: 'delivery.ended', id: 'd', verdict: 'confirmed', because: 'event' } as const;

  test('the task is under way, and no continuation follows', () => {
    const world = afterFacts(seat({ task: sentBack, attempt: { openedIn: [] } }), began, ended);
    expect(world.ledger.tasks.get('a')).toMatchObject({ stage: 'running', items: [], textHash: 'h' });
    expect(['opening', 'continuation', 'resume', 'rework i']).not.toContain(told(world));
  });

  test('a refused one is told again', () => {
    const world = afterFacts(seat({ task: sentBack, attempt: { openedIn: [] } }), began, {
      ...ended,
      verdict: 'refused',
    });
    expect(told(world)).toBe('rework i');
  });
});

describe('a text of unknown fate', () => {
  const unverified = { verdict: 'unverified', verdictAt: NOON - 5, at: NOON - 300_000 } as const;
  const verdictOf = (world: World) => settled(receipts, world).ledger.receipts.get('r')?.verdict;

  test.each<[string, Parts, string]>([
    [
      'arrived when a commit came since',
      { receipt: unverified, attempt: { lastCommitAt: NOON - 1 } },
      'confirmed',
    ],
    [
      'arrived when a turn began since',
      { receipt: unverified, agent: { activity: 'busy', lastEvent: 'busy', lastEventAt: NOON - 1 } },
      'confirmed',
    ],
    [
      'arrived when a turn ended since',
      { receipt: unverified, worker: { idleSince: NOON - 1 } },
      'confirmed',
    ],
    ['stays unknown without a sign', { receipt: unverified }, 'unverified'],
    ['matters no more when its attempt is over', { receipt: { ...unverified, attempt: 0 } }, 'confirmed'],
    [
      'matters no more when its task is cancelled',
      { receipt: unverified, task: { stage: 'cancelled' } },
      'confirmed',
    ],
  ])('%s', (_what, parts, expected) => {
    expect(verdictOf(seat(parts))).toBe(expected);
  });

  test('is asked about after ten minutes, and looked at then', () => {
    expect(receipts(seat({ receipt: unverified })).wakeAt).toBe(NOON - 5 + 600_000);
    const world = settled(
      receipts,
      seat({ receipt: { ...unverified, verdictAt: NOON - 600_000, at: NOON - 600_000 } }),
    );
    expect([...world.ledger.questions.values()]).toMatchObject([
      { topic: 'unverified-delivery', about: 'r', holds: 'worker' },
    ]);
  });

  test.each<[string, Parts, number]>([
    ['whose sender died is looked up', {}, 1],
    ['is left alone while a human types', { pane: { humanKeyAt: NOON - 1, attachedClients: 1 } }, 0],
    ['is left alone while paused', { worker: { paused: true } }, 0],
    ['is left alone while tmux cannot be seen', { terminal: { known: false, reason: 'x', since: 1 } }, 0],
  ])('%s', (_what, parts, looked) => {
    expect(receipts(seat({ receipt: { verdict: 'open' }, ...parts })).actions).toHaveLength(looked);
  });
});
