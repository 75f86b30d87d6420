import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentKinds } from '../../src/adapters/agents/kinds.ts';
import { openInbox } from '../../src/adapters/inbox/open-inbox.ts';
import type { AgentState } from '../../src/domain/generation.ts';
import { afterFacts } from '../support/folded.ts';
import { realClock } from '../support/git-clock.ts';
import { heardIn } from '../support/heard-in.ts';
import { aWorker } from '../support/ledger-parts.ts';
import { anAgent, aPolicy } from '../support/policy.ts';
import { tmuxWorld } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';
import { aWorld } from '../support/world.ts';
import { aStage, planned, type Stage } from '../unit/engine/act/effects.ts';
import { opening, unopened } from '../unit/engine/act/opening.ts';

const deadlineMs = 60_000;
const program = fileURLToPath(new URL('../support/screen-agent.mjs', import.meta.url));

/** What a person would write into the config for it. */
const custom = {
  kind: 'custom',
  command: process.execPath,
  screen: {
    prompt: ['? help'],
    busy: ['(ctrl+c to stop)'],
    composer: ' > ',
    placeholder: null,
    paste: [],
    dialogs: [{ shows: 'Trust this folder?', enter: false }],
  },
  interruptKeys: ['C-c'],
  clearKeys: ['C-u'],
} as const;

interface Session {
  readonly stage: Stage;
  readonly agent: () => AgentState | undefined;
  /** Hears what it wrote. */
  readonly hear: () => Promise<void>;
  /** Looks at its screen until that is so. */
  readonly lookUntil: (what: string, isSo: (agent: AgentState | undefined) => boolean) => Promise<void>;
}

async function aSession(...options: readonly string[]): Promise<Session> {
  const tmux = tmuxWorld();
  const terminal = tmux.open();
  const inbox = await openInbox({ dir: join(tmux.folder, 'journal'), translate: () => null });
  onTestFinished(() => inbox.close());
  const cwd = join(tmux.folder, 'w1');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q', cwd], { env: tmux.env });
  const mine = anAgent({ ...custom, args: [program, ...options] });
  const policy = aPolicy({
    agents: new Map([['mine', mine]]),
    workers: new Map([['w1', { agent: 'mine', index: 0 }]]),
  });
  const worktree = { path: cwd, gitDir: join(cwd, '.git'), branch: 'feat/shop-a', setupHash: null };
  const world = aWorld({ policy, tasks: [unopened], workers: [aWorker('w1', { task: 'a', worktree })] });
  const parts = {
    clock: realClock,
    terminal,
    inbox,
    kinds: agentKinds(),
    kitFolder: () => join(tmux.folder, 'kit'),
    logFile: () => join(tmux.folder, 'logs', 'w1.1.log'),
  };
  const stage = aStage(world, { parts, heard: (who, options) => heardIn(inbox, who, options) });
  stage.texts.set('a', { text: 'Say hello.\n> and this\n  ? help\n', hash: 'h', file: 'a.md' });
  const hear = async (): Promise<void> => {
    stage.world = { ...stage.world, now: realClock.now(), terminal: await terminal.view() };
    const { events } = await inbox.read();
    for (const { id, worker, generation, event } of events) {
      const fact = { type: 'agent.event', worker, generation, id, event, textHash: null } as const;
      stage.world = afterFacts(stage.world, fact);
    }
    await inbox.remove(events);
  };
  const agent = (): AgentState | undefined => stage.world.ledger.workers.get('w1')?.agent;
  const lookUntil: Session['lookUntil'] = async (what, isSo) => {
    const looked = async (): Promise<boolean> => {
      await hear();
      await stage.run({ ...planned, kind: 'look', lane: 'keys:w1', worker: 'w1', generation: 1 });
      return isSo(agent());
    };
    await until(looked, { deadlineMs, what });
  };
  await terminal.connect();
  await stage.run({ ...opening, kind: 'start-session', previous: null });
  return { stage, agent, hear, lookUntil };
}

describe('an agent whose screen the config describes, in a real terminal', () => {
  test('is ready by its prompt, gets its text once although it loses an Enter, and is interrupted', async () => {
    const { stage, hear, agent, lookUntil } = await aSession('deaf');
    await lookUntil('its prompt', (state) => state?.ready === true);
    expect(stage.world.ledger.workers.get('w1')?.generation?.kind).toBe('custom-screen');
    expect((await stage.run(opening)).says).toContain('confirmed');
    await lookUntil('its turn on the screen', (state) => state?.screen?.shows === 'busy');
    expect(agent()?.lastEvent).toBe('prompt');
    await stage.run({ ...opening, kind: 'interrupt' });
    const isIdle = async (): Promise<boolean> => {
      await hear();
      return agent()?.lastEvent === 'idle';
    };
    await until(isIdle, { deadlineMs, what: 'the end of the turn' });
  });

  test('asks before it can begin: its dialog is a question, and the chosen number is typed', async () => {
    const { stage, agent, lookUntil } = await aSession('dialog');
    await lookUntil('the dialog', (state) => (state?.shown?.dialog ?? null) !== null);
    const { shown } = agent() ?? {};
    expect(shown?.dialog).toMatchObject({
      text: 'Trust this folder?',
      choices: [{ says: 'Trust it' }, { says: 'Leave' }],
    });
    await expect(stage.run(opening)).rejects.toThrow('a dialog is open');
    const dialog = shown?.dialog?.id ?? '';
    const chosen = { dialog, choice: 0, by: 'human' } as const;
    stage.world = afterFacts(stage.world, { type: 'dialog.chosen', worker: 'w1', generation: 1, chosen });
    await stage.run({ ...opening, kind: 'answer-dialog', ...chosen });
    await lookUntil('its prompt', (state) => state?.ready === true);
  });

  test('its composer is emptied again with the keys of the config when no Enter is taken', async () => {
    const { stage, lookUntil } = await aSession('wedged');
    await lookUntil('its prompt', (state) => state?.ready === true);
    await expect(stage.run(opening)).rejects.toThrow('Enter was not taken');
    expect(stage.world.ledger.receipts.get('d-1')?.verdict).toBe('refused');
  });

  test('without a word of its own a text is unverified, and never called confirmed', async () => {
    const { stage, lookUntil } = await aSession('mute');
    await lookUntil('its prompt', (state) => state?.ready === true);
    expect((await stage.run(opening)).says).toContain('unverified');
    expect(stage.world.ledger.receipts.get('d-1')?.verdict).toBe('unverified');
  });
});
