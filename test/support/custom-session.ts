import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { agentKinds } from '../../src/adapters/agents/kinds.ts';
import { openInbox } from '../../src/adapters/inbox/open-inbox.ts';
import { openPrograms } from '../../src/adapters/programs/open-programs.ts';
import type { AgentState } from '../../src/domain/generation.ts';
import type { AgentPolicy } from '../../src/domain/policy.ts';
import type { Programs } from '../../src/ports/programs.ts';
import { aStage, planned, type Stage } from '../unit/engine/act/effects.ts';
import { opening, unopened } from '../unit/engine/act/opening.ts';
import { afterFacts } from './folded.ts';
import { realClock } from './git-clock.ts';
import { heardIn } from './heard-in.ts';
import { aWorker } from './ledger-parts.ts';
import { anAgent, aPolicy } from './policy.ts';
import { tmuxWorld } from './tmux-terminal.ts';
import { until } from './until.ts';
import { aWorld } from './world.ts';

export const screenAgent = fileURLToPath(new URL('./screen-agent.mjs', import.meta.url));

/** What a person would write into the config for it. */
const custom = {
  kind: 'custom',
  command: process.execPath,
  screen: {
    prompt: ['? help'],
    busy: ['(ctrl+c to stop)'],
    composer: ' > ',
    continues: null,
    placeholder: null,
    paste: [],
    limits: ['Usage limit reached'],
    dialogs: [
      { shows: 'Trust this folder?', enter: false, choices: [] },
      {
        shows: '[Yes]:',
        enter: false,
        choices: [
          { shows: '(Y)es', means: 'yes', keys: ['y', 'Enter'] },
          { shows: '(N)o', means: 'no', keys: ['n', 'Enter'] },
        ],
      },
    ],
  },
  interruptKeys: ['C-c'],
  clearKeys: ['C-u'],
} as const;

export interface CustomSession {
  readonly stage: Stage;
  readonly programs: Programs;
  /** What it greeted with. */
  readonly greets: () => Promise<string>;
  readonly agent: () => AgentState | undefined;
  /** Hears what it wrote. */
  readonly hear: () => Promise<void>;
  /** Looks at its screen until that is so. */
  readonly lookUntil: (what: string, isSo: (agent: AgentState | undefined) => boolean) => Promise<void>;
}

/** `screen-agent.mjs` with these options in a real tmux, driven by single effects of the engine. `over`: what else its entry in the config says. */
export async function customSession(
  options: readonly string[],
  over: Partial<AgentPolicy> = {},
): Promise<CustomSession> {
  const tmux = tmuxWorld();
  const terminal = tmux.open();
  const inbox = await openInbox({ dir: join(tmux.folder, 'journal'), translate: () => null });
  onTestFinished(() => inbox.close());
  const cwd = join(tmux.folder, 'w1');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q', cwd], { env: tmux.env });
  const mine = anAgent({ ...custom, args: [screenAgent, ...options], ...over });
  const policy = aPolicy({
    agents: new Map([['mine', mine]]),
    workers: new Map([['w1', { agent: 'mine', index: 0 }]]),
  });
  const worktree = { path: cwd, gitDir: join(cwd, '.git'), branch: 'feat/shop-a', setupHash: null };
  const workers = [aWorker('w1', { task: 'a', worktree })];
  const kinds = agentKinds();
  const facts = Object.fromEntries([...kinds].map(([name, kind]) => [name, kind.facts]));
  const world = aWorld({ policy, tasks: [unopened], workers, kinds: facts });
  const programs = openPrograms({
    root: tmux.folder,
    stateDir: join(tmux.folder, 'state'),
    trialsDir: join(tmux.folder, 'trials'),
    inherited: tmux.env,
    clock: realClock,
  });
  const parts = {
    clock: realClock,
    terminal,
    inbox,
    kinds,
    programs,
    kitFolder: (worker: string) => join(tmux.folder, 'kit', worker),
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
  const lookUntil: CustomSession['lookUntil'] = async (what, isSo) => {
    const looked = async (): Promise<boolean> => {
      await hear();
      await stage.run({ ...planned, kind: 'look', lane: 'keys:w1', worker: 'w1', generation: 1 });
      return isSo(agent());
    };
    await until(looked, { what });
  };
  await terminal.connect();
  await stage.run({ ...opening, kind: 'start-session', previous: null });
  const greets = async (): Promise<string> => {
    let said = '';
    const isSaid = async (): Promise<boolean> => {
      const { generation } = stage.world.ledger.workers.get('w1') ?? {};
      const screen =
        generation === null || generation === undefined ? null : await terminal.screen(generation);
      said = screen?.lines.find((line) => line.startsWith('Welcome'))?.trim() ?? '';
      return said !== '';
    };
    await until(isSaid, { what: 'its greeting' });
    return said;
  };
  return { stage, programs, greets, agent, hear, lookUntil };
}
