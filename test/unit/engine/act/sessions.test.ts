import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { aPane, aSeatedWorker, aWorker, anAgent } from '../../../support/ledger-parts.ts';
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
