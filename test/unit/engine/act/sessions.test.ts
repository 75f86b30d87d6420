import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { UNTRIED } from '../../../../src/domain/program.ts';
import { known } from '../../../../src/domain/seen.ts';
import type { Programs } from '../../../../src/ports/programs.ts';
import { aPane, aSeatedWorker, aWorker, anAgent, NOON } from '../../../support/ledger-parts.ts';
import { until } from '../../../support/until.ts';
import { kindIn } from './fake-terminal.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const start: ActionOf<'start-session'> = {
  ...planned,
  kind: 'start-session',
  lane: 'keys:w2',
  worker: 'w2',
  generation: 1,
  previous: null,
};
const { worktree } = aSeatedWorker('w2');

describe('a session', () => {
  test('starts in the worktree with what the agent has to know', async () => {
    const stage = aStage(aWorld({ workers: [aWorker('w2', { worktree })] }));
    await stage.run(start);
    expect(stage.pane.started).toMatchObject([
      { worker: 'w2', generation: 1, cwd: worktree?.path, argv: ['agent'], logFile: '/logs/w2.1.log' },
    ]);
    expect(stage.pane.started[0]?.env).toMatchObject({
      CZAR_EVENTS: '/events/w2/1',
      CZAR_GENERATION: '1',
      CZAR_WORKER: 'w2',
      CZAR_INDEX: '1',
      CZAR_PROJECT: 'shop',
      HOME: '/home/agent',
    });
    expect(stage.world.ledger.workers.get('w2')?.generation).toMatchObject({
      number: 1,
      paneId: '%9',
      kind: 'demo',
    });
  });

  test('is to have servers: begins with those that answer, and says which do not', async () => {
    const docs = { name: 'docs', command: 'docs', args: [], env: {} };
    const policy = aPolicy({
      mcp: new Map([docs, { ...docs, name: 'web' }].map((server) => [server.name, server])),
      workers: new Map([['w2', { agent: 'demo', index: 0, mcp: ['docs', 'web', 'nobody'] }]]),
    });
    const stage = aStage(aWorld({ policy, workers: [aWorker('w2', { worktree })] }));
    stage.silent.push({ name: 'web', because: 'it does not answer' });
    const { says } = await stage.run(start);
    expect(says).toContain('without MCP server nobody (the config has no server of this name');
    expect(says).toContain('web (it does not answer)');
    expect(stage.pane.started[0]?.env['SERVERS']).toBe('docs');
    expect(stage.world.ledger.workers.get('w2')?.generation?.servers).toMatchObject({
      wanted: ['docs', 'web', 'nobody'],
      missing: [{ name: 'nobody' }, { name: 'web', because: 'it does not answer' }],
    });
  });

  test('takes the place of the one before it, whose end is durable first', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2')], panes: [aPane('w2')] }));
    await stage.run({ ...start, generation: 2, previous: 1 });
    expect(stage.pane.ended).toEqual([1]);
    expect(stage.steps).toMatchObject([
      { type: 'generation.ended', number: 1, end: { how: 'ended-by-czar' } },
    ]);
    expect(stage.world.ledger.workers.get('w2')?.generation?.number).toBe(2);
  });

  test('is not started twice, nor once the time is over', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2')] }));
    expect(await stage.run(start)).toMatchObject({ facts: [] });
    stage.over.abort();
    await expect(stage.run({ ...start, generation: 2 })).rejects.toMatchObject({
      facts: { code: 'deadline' },
    });
    expect(stage.pane.started).toEqual([]);
  });

  test('is ended, and only the one that was meant', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2')], panes: [aPane('w2')] }));
    const end = { ...start, kind: 'end-session' } as const;
    await stage.run({ ...end, generation: 7 });
    expect(stage.pane.ended).toEqual([]);
    await stage.run(end);
    expect(stage.pane.ended).toEqual([1]);
    expect(stage.world.ledger.workers.get('w2')?.generation).toBeNull();
  });
});

describe('what the last agent left running', () => {
  const end = { ...start, kind: 'end-daemons' } as const;
  const lastEnd = { how: 'lost', status: null, signal: null, at: 1, number: 1 } as const;

  test('is ended, and that is noted', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2', { generation: null, lastEnd })] }));
    await stage.run(end);
    expect(stage.pane.freed).toEqual([1]);
    expect(stage.world.ledger.workers.get('w2')?.lastEnd).toMatchObject({ number: 1, daemonsEnded: true });
  });

  test('is left to the start of the next one, where there is one by now', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2', { lastEnd })] }));
    expect(await stage.run(end)).toMatchObject({ facts: [] });
    expect(stage.pane.freed).toEqual([]);
  });
});

describe('an interrupt', () => {
  const interrupt = { ...start, kind: 'interrupt', task: 'a' } as const;
  const busy = anAgent({ activity: 'busy', lastEvent: 'busy' });

  test('types the keys of the kind while the agent is at work', async () => {
    const stage = aStage(aWorld({ workers: [aSeatedWorker('w2', { agent: busy })], panes: [aPane('w2')] }));
    await stage.run(interrupt);
    expect(stage.pane.keys).toEqual(['Escape']);
    expect(stage.world.ledger.workers.get('w2')?.interrupted).toMatchObject({ generation: 1, task: 'a' });
  });

  test('types nothing at an idle prompt, and fails where nothing can be typed', async () => {
    const idle = aStage(aWorld({ workers: [aSeatedWorker('w2')], panes: [aPane('w2')] }));
    expect(await idle.run(interrupt)).toMatchObject({ facts: [] });
    expect(idle.pane.keys).toEqual([]);
    const read = aStage(aWorld({ workers: [aSeatedWorker('w2', { agent: busy })], panes: [aPane('w2')] }));
    read.pane.refuses = 'copy-mode';
    await expect(read.run(interrupt)).rejects.toMatchObject({ facts: { code: 'not-now' } });
  });
});

describe('the first start of an agent on a machine, where that has to be alone', () => {
  /** Others have the turn the first three times. */
  function aStart(good: string | null) {
    const turns = { asked: 0, given: 0 };
    const programs: Programs = {
      look: () => Promise.reject(new Error('not looked at')),
      exchange: () => Promise.reject(new Error('nothing is told')),
      folder: () => Promise.reject(new Error('no trial')),
      takeTurn: async () => {
        turns.asked += 1;
        if (turns.asked < 4) return null;
        return {
          giveBack: async () => {
            turns.given += 1;
          },
        };
      },
    };
    const proven = { ...UNTRIED, good: good === null ? null : { version: good, at: NOON } };
    const world = aWorld({
      workers: [aWorker('w2', { worktree })],
      ledger: { programs: new Map([['/bin/demo', proven]]) },
      world: { programs: new Map([['demo', known({ path: '/bin/demo', version: '1.0' }, NOON)]]) },
    });
    const kind = kindIn(aStage(world).pane);
    const alone = { ...kind, facts: { ...kind.facts, firstStartAlone: true } } as const;
    return { stage: aStage(world, { parts: { programs, kinds: new Map([['demo', alone]]) } }), turns };
  }

  test.each([null, '0.9'])('waits for its turn, and gives it back at its prompt (good: %s)', async (good) => {
    const { stage, turns } = aStart(good);
    await stage.run(start);
    expect([turns.asked, stage.pane.started.length]).toEqual([4, 1]);
    await until(() => turns.given === 1, { what: 'the turn to be given back' });
  });

  test('is not the first with a version that has done well', async () => {
    const { stage, turns } = aStart('1.0');
    await stage.run(start);
    expect([turns.asked, stage.pane.started.length]).toEqual([0, 1]);
  });
});
