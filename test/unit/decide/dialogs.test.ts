import { describe, expect, test } from 'vitest';
import { unsafeActions } from '../../../src/decide/assert-safe.ts';
import { dialogs, endsByItself, explainDialogs } from '../../../src/decide/dialogs.ts';
import { decide } from '../../../src/decide/plan.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import type { DialogChoice, OpenDialog } from '../../../src/domain/dialog.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import type { ActionOf } from '../../../src/domain/plan.ts';
import type { AgentPolicy } from '../../../src/domain/policy.ts';
import { afterFacts, factsOf, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { anAgent as anAgentPolicy, aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const OWN = '/project/.czar/worktrees/w1';
const trusting: DialogChoice[] = [
  { says: 'Yes, I trust this folder', keys: ['1'], means: 'yes' },
  { says: 'No, exit', keys: ['2'], means: 'no' },
];

function aTrust(over: Partial<OpenDialog> = {}): OpenDialog {
  return aDialog({ about: 'trust', text: `Trust this folder?\n${OWN}\n`, choices: trusting, ...over });
}

interface Asked {
  readonly policy?: Partial<AgentPolicy>;
  readonly agent?: Partial<AgentState>;
  readonly parts?: WorldParts;
}

/** A worker whose screen shows this dialog since a minute. */
function asked(dialog: OpenDialog, { policy = {}, agent = {}, parts = {} }: Asked = {}) {
  const shows = anAgent({
    activity: 'asks',
    asks: dialog.text,
    lastEvent: 'permission',
    since: NOON - MINUTE_MS,
    shown: { dialog },
    ...agent,
  });
  return aWorld({
    policy: aPolicy({ agents: new Map([['demo', anAgentPolicy(policy)]]) }),
    workers: [aSeatedWorker('w1', { agent: shows })],
    panes: [aPane('w1')],
    ...parts,
  });
}

const chosenBy = (by: 'human' | 'czar', choice = 0, dialog = aDialog()) => ({
  chosen: { dialog: dialog.id, choice, by },
});

describe('trust', () => {
  test('is given to the own worktree when the config says so', () => {
    const world = asked(aTrust(), { policy: { trust: true } });
    expect(factsOf(dialogs, world)).toEqual([
      {
        type: 'dialog.chosen',
        worker: 'w1',
        generation: 1,
        chosen: { dialog: aTrust().id, choice: 0, by: 'czar' },
      },
    ]);
    const after = settled(dialogs, world);
    expect(dialogs(after).actions).toMatchObject([
      { kind: 'answer-dialog', lane: 'keys:w1', dialog: aTrust().id, choice: 0, by: 'czar' },
    ]);
    expect([...after.ledger.questions.values()]).toEqual([]);
    expect(unsafeActions(after, decide(after)).size).toBe(0);
  });

  test.each<[string, OpenDialog]>([
    ['another folder', aTrust({ text: 'Trust this folder? /srv/shop' })],
    ['the repository around it', aTrust({ text: `Trust ${OWN} ? It will apply to /project` })],
    ['no folder', aTrust({ text: 'Trust this folder?' })],
    ['a folder in the home', aTrust({ text: '~/shop/.czar/worktrees/w1' })],
    ['a text that looks destructive', aTrust({ text: `Trust ${OWN} ? sudo make install` })],
    ['two ways to say yes', aTrust({ choices: [...trusting, ...trusting] })],
    ['no way to say yes', aTrust({ choices: trusting.slice(1) })],
    ['something else than trust', aTrust({ about: 'permission' })],
    ['a login', aTrust({ about: 'login' })],
  ])('is not given for %s', (_what, dialog) => {
    expect(factsOf(dialogs, asked(dialog, { policy: { trust: true } }))).toEqual([]);
  });

  test('is recognised where a narrow pane breaks the path', () => {
    const dialog = aTrust({ text: `Trust this folder?\n${OWN.slice(0, 14)}\n${OWN.slice(14)}\nReally?` });
    expect(factsOf(dialogs, asked(dialog, { policy: { trust: true } }))).toHaveLength(1);
  });

  test('is not given without the config, and never denied', () => {
    const policy = { trust: false, onPrompt: 'deny', promptTimeoutMs: 1 } as const;
    expect(dialogs(asked(aTrust(), { policy }))).toEqual({ notes: [], actions: [], wakeAt: null });
  });

  test('is given once: when the dialog stays, a human is asked', () => {
    const world = asked(aTrust(), { policy: { trust: true }, agent: { answered: aTrust().id } });
    expect(factsOf(dialogs, world)).toEqual([]);
  });

  test('that is given no more in the config is taken back', () => {
    const world = asked(aTrust(), { agent: chosenBy('czar', 0, aTrust()) });
    expect(factsOf(dialogs, world)).toMatchObject([{ type: 'dialog.chosen', chosen: null }]);
  });
});

describe('a denial', () => {
  const policy = { onPrompt: 'deny', promptTimeoutMs: 10 * MINUTE_MS } as const;

  test('comes after its time, and not before', () => {
    expect(dialogs(asked(aDialog(), { policy }))).toMatchObject({ notes: [], wakeAt: NOON + 9 * MINUTE_MS });
    expect(explainDialogs(asked(aDialog(), { policy }), 'w1')).toBe(
      'its dialog is denied in 9m if you do not answer it',
    );
    const late = asked(aDialog({ text: 'rm -rf /' }), { policy, agent: { since: NOON - 10 * MINUTE_MS } });
    expect(factsOf(dialogs, late)).toMatchObject([{ chosen: { choice: 1, by: 'czar' } }]);
    expect(dialogs(settled(dialogs, late)).actions).toMatchObject([{ choice: 1, by: 'czar' }]);
  });

  test.each<[string, Partial<OpenDialog>]>([
    ['without a no', { choices: [{ says: 'SQLite', keys: ['1'], means: 'other' }] }],
    ['with two of them', { choices: [...aDialog().choices, ...aDialog().choices] }],
    ['whose no ends the agent', { choices: trusting }],
    ['about a login', { about: 'login' }],
    ['about trust', { about: 'trust' }],
  ])('is not given to a dialog %s', (_what, over) => {
    const world = asked(aDialog(over), { policy, agent: { since: NOON - 60 * MINUTE_MS } });
    expect(factsOf(dialogs, world)).toEqual([]);
  });

  test('is not given where dialogs wait', () => {
    expect(factsOf(dialogs, asked(aDialog(), { agent: { since: 0 } }))).toEqual([]);
  });

  test('that is to come keeps the project from being settled', () => {
    const parts = { tasks: [aRunningTask('a')] };
    const at = (over: Asked) => {
      const base = asked(aDialog(), { ...over, parts });
      const worker = base.ledger.workers.get('w1');
      const workers = new Map([
        ...base.ledger.workers,
        ...(worker ? [['w1', { ...worker, task: 'a' }] as const] : []),
      ]);
      return settled((world) => decide(world), { ...base, ledger: { ...base.ledger, workers } });
    };
    expect(isSettled(at({ policy }))).toBe(false);
    expect(endsByItself(at({ policy }), 'w1')).toBe(true);
    expect(isSettled(at({}))).toBe(true);
  });
});

describe('the answer of a human', () => {
  test('is typed, whatever it accepts', () => {
    const dialog = aDialog({ text: 'rm -rf build' });
    const world = asked(dialog, { agent: chosenBy('human', 0, dialog) });
    expect(dialogs(world).actions).toMatchObject([{ kind: 'answer-dialog', choice: 0, by: 'human' }]);
    expect(unsafeActions(world, decide(world)).size).toBe(0);
  });

  test.each<[string, WorldParts]>([
    ['it is paused', { ledger: { pausedAll: true } }],
    ['its pane is gone', { panes: [] }],
    ['tmux cannot be seen', { terminal: { known: false, reason: 'no answer', since: 1 } }],
    ['somebody types there', { panes: [aPane('w1', { humanKeyAt: NOON, attachedClients: 1 })] }],
    ['Czar goes down', { world: { stopping: 'leave-sessions' } }],
  ])('waits while %s', (_what, parts) => {
    expect(dialogs(asked(aDialog(), { agent: chosenBy('human'), parts })).actions ?? []).toEqual([]);
  });

  test('is dropped when the screen shows another dialog, which is asked about', () => {
    const world = asked(aDialog(), { agent: chosenBy('human') });
    const seen = { type: 'pane.seen', worker: 'w1', generation: 1, shows: 'dialog' } as const;
    const same = afterFacts(world, { ...seen, dialog: aDialog() });
    expect(same.ledger.workers.get('w1')?.agent.chosen).toMatchObject({ by: 'human' });
    const other = afterFacts(world, { ...seen, dialog: aDialog({ text: 'another' }) });
    expect(other.ledger.workers.get('w1')?.agent).toMatchObject({ chosen: null, since: NOON });
    expect(dialogs(other).actions).toEqual([]);
  });
});

describe('a plan that accepts without a human is refused', () => {
  const answer: ActionOf<'answer-dialog'> = {
    kind: 'answer-dialog',
    lane: 'keys:w1',
    rule: 'test',
    why: 'test',
    evidence: [],
    worker: 'w1',
    generation: 1,
    dialog: aDialog().id,
    choice: 0,
    by: 'czar',
  };
  const refusals = (
    action: typeof answer,
    world = asked(aDialog(), { policy: { trust: true, onPrompt: 'deny' } }),
  ) => [...unsafeActions(world, { notes: [], actions: [action], wakeAt: null }).values()];

  test.each<[string, OpenDialog]>([
    ['a permission', aDialog()],
    ['a permission that looks destructive', aDialog({ text: 'git push --force' })],
    ['a plan', aDialog({ about: 'other' })],
    ['a login', aDialog({ about: 'login' })],
    ['the trust in another folder', aTrust({ text: '/home/me' })],
  ])('%s', (_what, dialog) => {
    const world = asked(dialog, { policy: { trust: true, onPrompt: 'deny' } });
    expect(refusals({ ...answer, dialog: dialog.id }, world)).toHaveLength(1);
  });

  test('a dialog that is not the one that is open', () => {
    expect(refusals({ ...answer, choice: 1, dialog: 'another' })).toEqual(['that dialog is not open']);
  });

  test('but not a no, nor what a human chose', () => {
    expect(refusals({ ...answer, choice: 1 })).toEqual([]);
    expect(refusals({ ...answer, by: 'human' })).toEqual([]);
  });

  test('and nothing at all is typed while a human types there, or tmux cannot be seen', () => {
    const panes = [aPane('w1', { humanKeyAt: NOON, attachedClients: 1 })];
    expect(refusals({ ...answer, by: 'human' }, asked(aDialog(), { parts: { panes } }))).toHaveLength(1);
    const terminal = { known: false, reason: 'no answer', since: 1 } as const;
    expect(refusals({ ...answer, by: 'human' }, asked(aDialog(), { parts: { terminal } }))).toHaveLength(1);
  });
});
