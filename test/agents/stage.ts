import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { aShop, type Shop } from '../support/czar-shop.ts';
import { journaled } from '../support/recovery.ts';
import { until } from '../support/until.ts';
import { type FakeLlm, openFakeLlm } from './llm/server.ts';
import type { Reply, Turn } from './llm/turn.ts';
import type { RealAgent } from './real-agent.ts';

/** The real czar with a real agent, whose model is on loopback. */
export interface Stage extends Shop {
  readonly llm: FakeLlm;
  readonly agent: RealAgent;
  /** Waits until the journal meets the condition. */
  journal(what: string, condition: (entries: readonly Entry[]) => boolean): Promise<void>;
}

export interface StageOptions {
  /** Text of each task, by its id; every task is for the worker of this number, or for the only one. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly workers?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of the agent's entry in the config; default: work without questions. */
  readonly permissions?: Readonly<Record<string, unknown>>;
  /** The folder that the agent trusts before it starts: known in its home, or by the config of Czar alone. Default: the project. */
  readonly trusts?: 'the project' | 'its worktree' | 'nothing';
}

export async function aStage(agent: RealAgent, options: StageOptions): Promise<Stage> {
  const { tasks, workers = ['w1'], config = {}, permissions = agent.free, trusts = 'the project' } = options;
  const llm = await openFakeLlm();
  onTestFinished(() => llm.close());
  const program = inject('agentPrograms')[agent.kind.name];
  if (program === undefined) throw new Error(`the program of ${agent.kind.name} was not looked for`);
  const place = { url: llm.url, command: program.command };
  const shop = aShop({
    tasks: {},
    config: {
      agent: agent.kind.name,
      agents: { [agent.kind.name]: { trust: trusts !== 'nothing', ...agent.config(place), ...permissions } },
      workers: Object.fromEntries(workers.map((worker) => [worker, {}])),
      restart: { backoff: '100ms' },
      ...config,
    },
    files: filesOf(tasks, workers),
  });
  shop.git('config', 'user.name', 'An Agent');
  shop.git('config', 'user.email', 'agent@example.com');
  furnish(
    join(shop.base, 'home'),
    agent.home({ url: llm.url, trusts: trusts === 'the project' ? shop.root : null }),
  );
  return {
    ...shop,
    llm,
    agent,
    journal: async (what, condition) => {
      await until(async () => condition(await journaled(shop)), { what });
    },
  };
}

function filesOf(tasks: StageOptions['tasks'], workers: readonly string[]): Readonly<Record<string, string>> {
  const queued = Object.keys(tasks).map(
    (task, index) =>
      [task, { status: 'pending', priority: index + 1, assignee: workers[index % workers.length] }] as const,
  );
  return {
    'work-queue.json': JSON.stringify({ primary_tasks: {}, bonus_tasks: Object.fromEntries(queued) }),
    ...Object.fromEntries(Object.entries(tasks).map(([task, text]) => [`tasks/${task}.md`, text])),
  };
}

function furnish(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

/** A text of Czar's that the model has not answered yet. */
export function toldIn({ newTexts }: Turn): string | null {
  return newTexts.findLast((text) => isDelivery(text)) ?? null;
}

export function isDelivery(text: string): boolean {
  return /^\s*\[czar d-/.test(text);
}

/** A model that finishes whatever it is told by one commit. */
export function finishing(agent: RealAgent, commit = 'git commit --allow-empty -m Work -m TASK_COMPLETE') {
  return (turn: Turn): Reply => (toldIn(turn) === null ? { as: 'text', text: 'Done.' } : agent.runs(commit));
}

/** The turns in which the model was told a text that begins with these words. */
export function turnsTold({ llm }: Stage, words: RegExp): readonly Turn[] {
  return llm.turns.filter((turn) => turn.hasTools && words.test(toldIn(turn) ?? ''));
}
