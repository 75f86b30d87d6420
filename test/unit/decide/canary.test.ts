import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { canary, explainProgram, standingOf, whyProgramWaits } from '../../../src/decide/canary.ts';
import { decide } from '../../../src/decide/plan.ts';
import type { WorkerState } from '../../../src/domain/ledger.ts';
import { type ProgramState, UNTRIED } from '../../../src/domain/program.ts';
import { known, type Seen, unknown } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, factsOf, folded } from '../../support/folded.ts';
import {
  aGeneration,
  anAgent,
  aPane,
  aReceipt,
  aSeatedWorker,
  aWorker,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const PATH = '/usr/bin/demo';
const { worktree } = aSeatedWorker('w1');

interface Given {
  readonly version?: string | null;
  readonly state?: Partial<ProgramState>;
  readonly worker?: Partial<WorkerState>;
}

/** `w1` is without a session; its program says 2.0, and 1.0 was the last good one. */
function aWorldWith({ version = '2.0', state = {}, worker = {} }: Given = {}): World {
  const seen: Seen<{ path: string; version: string }> =
    version === null ? unknown('it does not say its version', NOON) : known({ path: PATH, version }, NOON);
  const programs = new Map([[PATH, { ...UNTRIED, good: { version: '1.0', at: 1 }, ...state }]]);
  return aWorld({
    workers: [aWorker('w1', { worktree, ...worker })],
    panes: worker.generation === undefined ? [] : [aPane('w1')],
    ledger: { programs },
    world: { programs: new Map([['demo', seen]]) },
  });
}

const tried = {
  version: '2.0',
  ok: false,
  misses: 2,
  at: NOON,
  says: 'its prompt is not seen',
  screen: ['oh', 'no'],
};

describe('a program', () => {
  test.each([
    ['that is as it was', { version: '1.0' }],
    ['that was never used before', { state: { good: null } }],
    ['that passed its trial', { state: { tried: { ...tried, ok: true } } }],
    ['that a human wants used all the same', { state: { tried, allowed: '2.0' } }],
    ['whose version is not known', { version: null }],
  ] as const)('%s is started', (_what, given) => {
    const world = aWorldWith(given);
    expect(whyProgramWaits(world, 'w1')).toBeNull();
    expect(decide(world).actions.map(({ kind }) => kind)).toContain('start-session');
  });

  test('whose version is not known is told as such', () => {
    expect(explainProgram(aWorldWith({ version: null }), 'w1')).toContain('it does not say its version');
    expect(explainProgram(aWorldWith(), 'w1')).toBeNull();
  });

  test.each([
    ['it was changed', {}],
    ['only another version was tried', { state: { tried: { ...tried, version: '1.9', ok: true } } }],
    ['one trial alone went wrong', { state: { tried: { ...tried, misses: 1 } } }],
    ['another version is allowed', { state: { allowed: '1.9' } }],
    ['a human waited long enough', { state: { tried, waitsUntil: NOON } }],
  ] as const)('is tried, and not started for a worker, because %s', (_what, given) => {
    const { actions } = decide(aWorldWith(given));
    expect(actions.map(({ kind }) => kind)).not.toContain('start-session');
    expect(actions).toContainEqual(
      expect.objectContaining({
        kind: 'try-program',
        agent: 'demo',
        program: PATH,
        version: '2.0',
        trial: 1,
      }),
    );
  });

  test('is not tried while nobody needs a session: workers that run go on', () => {
    expect(canary(aWorldWith({ worker: aSeatedWorker('w1') })).actions).toEqual([]);
  });

  test('that did not pass is a question with what its screen showed, and nothing is started', () => {
    const world = folded(aWorldWith({ state: { tried } }), canary(aWorldWith({ state: { tried } })).notes);
    const [question] = world.ledger.questions.values();
    expect(question).toMatchObject({ topic: 'program-changed', about: 'demo', holds: 'none' });
    expect(question?.text).toContain('1.0 to 2.0');
    expect(question?.text).toContain('its prompt is not seen');
    expect(question?.evidence.map(({ says }) => says)).toEqual(['oh', 'no']);
    const { notes, actions, wakeAt } = decide(world);
    expect([notes, actions.filter(({ kind }) => kind === 'start-session')]).toEqual([[], []]);
    expect(wakeAt === null || wakeAt > NOON).toBe(true);
  });

  test.each([
    ['use', 'fine'],
    ['wait', 'waiting'],
  ] as const)('after the answer "%s" is %s', (text, is) => {
    const asked = folded(aWorldWith({ state: { tried } }), canary(aWorldWith({ state: { tried } })).notes);
    const [question] = asked.ledger.questions.values();
    if (question === undefined) throw new Error('nothing is asked');
    const answered = decideAnswer(asked, { question, text, order: 'o' });
    if (!answered.ok) throw new Error(answered.because);
    expect(standingOf(afterFacts(asked, ...answered.facts), 'demo').is).toBe(is);
  });

  test('that is put back needs no answer any more', () => {
    const world = folded(aWorldWith({ state: { tried } }), canary(aWorldWith({ state: { tried } })).notes);
    const back = { ...world, programs: new Map([['demo', known({ path: PATH, version: '1.0' }, NOON)]]) };
    expect(decide(back).notes.flatMap(({ facts }) => facts)).toMatchObject([{ type: 'question.closed' }]);
  });

  test('is good once a text arrived and its turn ended well, with the version that lies there', () => {
    const end = { how: 'well', at: NOON } as const;
    const provedBy = (version: string, how: 'well' | 'error', verdict: 'confirmed' | 'unverified') => {
      const world = aWorldWith({
        worker: aSeatedWorker('w1', {
          generation: aGeneration('w1', { program: { path: PATH, version } }),
          agent: anAgent({ turn: { beganAt: 1, errors: 0, end: { ...end, how } } }),
        }),
      });
      const receipts = new Map([['d-1', aReceipt('d-1', { worker: 'w1', generation: 1, verdict })]]);
      return factsOf(canary, { ...world, ledger: { ...world.ledger, receipts } });
    };
    expect(provedBy('2.0', 'well', 'confirmed')).toEqual([
      { type: 'program.proved', program: PATH, version: '2.0' },
    ]);
    expect(provedBy('1.0', 'well', 'confirmed')).toEqual([]);
    expect(provedBy('2.0', 'error', 'confirmed')).toEqual([]);
    expect(provedBy('2.0', 'well', 'unverified')).toEqual([]);
  });

  test('whose running session is to be replaced lets it run until the new version is tried', () => {
    const full = aWorldWith({ state: { tried }, worker: aSeatedWorker('w1', { restartNotBefore: NOON }) });
    const asked = folded(full, canary(full).notes);
    const { notes, actions, wakeAt } = decide(asked);
    expect(notes.map(({ why }) => why)).toEqual([]);
    expect(actions.filter(({ kind }) => kind === 'start-session')).toEqual([]);
    expect(wakeAt === null || wakeAt > NOON).toBe(true);
  });
});
