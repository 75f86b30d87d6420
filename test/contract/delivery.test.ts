import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { demoKind } from '../../src/adapters/agents/demo/kind.ts';
import { openInbox } from '../../src/adapters/inbox/open-inbox.ts';
import { type DemoProgram, compileDemoProgram } from '../support/demo-program.ts';
import { afterFacts } from '../support/folded.ts';
import { realClock } from '../support/git-clock.ts';
import { heardIn } from '../support/heard-in.ts';
import { aWorker } from '../support/ledger-parts.ts';
import { anAgent, aPolicy } from '../support/policy.ts';
import { tmuxWorld } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';
import { aWorld } from '../support/world.ts';
import { aStage, type Stage } from '../unit/engine/act/effects.ts';
import { opening, unopened } from '../unit/engine/act/opening.ts';

let program: DemoProgram;
beforeAll(() => {
  program = compileDemoProgram();
});
afterAll(() => program.remove());

/** A scripted agent in a real tmux, that writes its events into a real inbox. */
async function aSession(demo: string): Promise<{ readonly stage: Stage; look(): Promise<void> }> {
  const tmux = tmuxWorld();
  const terminal = tmux.open();
  const inbox = await openInbox({ dir: join(tmux.folder, 'journal'), translate: () => null });
  onTestFinished(() => inbox.close());
  const cwd = join(tmux.folder, 'w1');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q', cwd], { env: tmux.env });
  const agent = anAgent({ command: process.execPath, args: [program.path], env: { CZAR_DEMO: demo } });
  const policy = aPolicy({ agents: new Map([['demo', agent]]) });
  const worktree = { path: cwd, gitDir: join(cwd, '.git'), branch: 'feat/shop-a', setupHash: null };
  const world = aWorld({ policy, tasks: [unopened], workers: [aWorker('w1', { task: 'a', worktree })] });
  const parts = {
    clock: realClock,
    terminal,
    inbox,
    kinds: new Map([['demo', demoKind]]),
    kitFolder: () => join(tmux.folder, 'kit'),
    logFile: () => join(tmux.folder, 'logs', 'w1.1.log'),
  };
  const stage = aStage(world, { parts, heard: (who, options) => heardIn(inbox, who, options) });
  const look = async (): Promise<void> => {
    const now = realClock.now();
    stage.world = { ...stage.world, now, terminal: await terminal.view() };
    const { events } = await inbox.read();
    for (const { id, worker, generation, event } of events)
      stage.world = afterFacts(stage.world, {
        type: 'agent.event',
        worker,
        generation,
        id,
        event,
        textHash: null,
      });
    await inbox.remove(events);
  };
  await terminal.connect();
  await stage.run({ ...opening, kind: 'start-session', previous: null });
  return { stage, look };
}

async function untilReady(session: { readonly stage: Stage; look(): Promise<void> }): Promise<void> {
  const isReady = async (): Promise<boolean> => {
    await session.look();
    return session.stage.world.ledger.workers.get('w1')?.agent.ready === true;
  };
  await until(isReady, { what: 'the ready event' });
  await session.look();
}

const lines = Array.from({ length: 400 }, (_, n) => `${n}. äö 😀\t${'x'.repeat(n % 90)}\\`).join('\n');

describe('a text for a scripted agent in a real terminal', () => {
  test.each([
    ['a short one', '', 'Say hello.\n```demo\nsay hello\n```\n'],
    ['a long one with everything in it', '', `/help\n!ls\n${lines}\n\u001b[201~;\n`],
    ['one whose first Enter is swallowed', 'swallow-first-enter', lines],
  ])('arrives whole: %s', async (_what, demo, text) => {
    const session = await aSession(demo);
    session.stage.texts.set('a', { text, hash: 'h', file: 'a.md' });
    await untilReady(session);
    const done = await session.stage.run(opening);
    expect(done.says).toContain('confirmed');
    await session.look();
    expect(session.stage.world.ledger.receipts.get('d-1')?.verdict).toBe('confirmed');
  });

  test('arrives whole when the composer shows every line of it', async () => {
    const session = await aSession('swallow-first-enter');
    await untilReady(session);
    const done = await session.stage.run({ ...opening, as: 'resume' });
    expect(done.says).toContain('confirmed');
  });

  test('is typed into no dialog', async () => {
    const session = await aSession('trust-dialog');
    session.stage.texts.set('a', { text: 'x', hash: 'h', file: 'a.md' });
    const asks = async (): Promise<boolean> => {
      await session.look();
      return session.stage.world.ledger.workers.get('w1')?.agent.activity === 'asks';
    };
    await until(asks, { what: 'the dialog' });
    await expect(session.stage.run(opening)).rejects.toThrow('a dialog is open');
    expect(await asks()).toBe(true);
  });

  test('is unverified when nothing tells that it arrived', async () => {
    const session = await aSession('no-events');
    session.stage.texts.set('a', { text: 'x', hash: 'h', file: 'a.md' });
    const deliver = async (): Promise<boolean> => {
      await session.look();
      try {
        await session.stage.run({ ...opening, delivery: `d-${session.stage.world.ledger.receipts.size}` });
        return true;
      } catch (error) {
        if (!String(error).includes('not ready yet')) throw error;
        return false;
      }
    };
    await until(deliver, { what: 'a prompt on the screen' });
    expect([...session.stage.world.ledger.receipts.values()].at(-1)).toMatchObject({ verdict: 'unverified' });
  });
});
