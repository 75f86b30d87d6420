import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readJournal } from '../../src/adapters/journal/journal.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { Fact, FactOf, FactType } from '../../src/domain/facts.ts';
import type { Action, ActionKind } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Ran, Running, TestCzar } from './czar.ts';
import { until } from './until.ts';

/** A task in the queue of a test. */
export interface SmallTask {
  readonly worker: string | null;
  readonly after?: readonly string[];
  /** Steps of the demo agent. Default: tells that it runs, writes a file, commits it. */
  readonly steps?: string;
}

/** Steps that leave a line in `$HOME/ran`, so that it can be counted how often an agent did them. */
export function smallSteps(task: string, pause = '300ms'): string {
  return `$ echo ${task} >> "$HOME/ran"\nwrite ${task}.txt <<END\n${task}\nEND\npause ${pause}\ncommit --complete "Add ${task}"`;
}

/** The files of a project with demo agents in every named seat, and short waits everywhere. */
export function smallProject(
  tasks: Readonly<Record<string, SmallTask>>,
  config: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const workers = [...new Set(Object.values(tasks).flatMap(({ worker }) => worker ?? []))];
  const queued: Record<string, unknown> = {};
  const texts: Record<string, string> = {};
  for (const [task, { worker, after = [], steps }] of Object.entries(tasks)) {
    queued[task] = { assignee: worker, status: 'pending', priority: 1, depends_on: after };
    texts[`tasks/${task}.md`] = `# Task ${task}\n\n\`\`\`demo\n${steps ?? smallSteps(task)}\n\`\`\`\n`;
  }
  return {
    'work-queue.json': JSON.stringify({ primary_tasks: {}, bonus_tasks: queued }),
    'czar.config.json': JSON.stringify({
      project: 'shop',
      agent: 'demo',
      workers: Object.fromEntries(workers.map((worker) => [worker, {}])),
      restart: { backoff: '100ms' },
      limits: { minFreeMemory: '20MB', minFreeDisk: '20MB' },
      ...config,
    }),
    ...texts,
  };
}

/** Where the project's journal lies; null while there is none. */
export function journalDirOf({ root }: Pick<TestCzar, 'root'>): string | null {
  const parent = join(root, '.git/czar');
  const [id] = existsSync(parent) ? readdirSync(parent).filter((name) => /^[0-9a-f]{12}$/.test(name)) : [];
  return id === undefined ? null : join(parent, id);
}

/** Everything that was journaled so far. */
export async function journaled(czar: Pick<TestCzar, 'root'>): Promise<readonly Entry[]> {
  const dir = journalDirOf(czar);
  if (dir === null || !existsSync(join(dir, 'journal'))) return [];
  return (await readJournal(dir)).lines.map(({ entry }) => entry);
}

export function factsOf<T extends FactType>(entries: readonly Entry[], type: T): readonly FactOf<T>[] {
  const isOne = (fact: Fact): fact is FactOf<T> => fact.type === type;
  return entries.flatMap((entry) => ('facts' in entry ? entry.facts : [])).filter(isOne);
}

/** Effects of this kind that have no outcome yet. */
export function openEffects(entries: readonly Entry[], kind: ActionKind): readonly Action[] {
  const ended = new Set(entries.flatMap((entry) => (entry.type === 'outcome' ? [entry.key] : [])));
  return entries.flatMap((entry) =>
    entry.type === 'intent' && entry.action.kind === kind && !ended.has(entry.key) ? [entry.action] : [],
  );
}

/** Waits until the journal meets the condition. */
export async function untilJournaled(
  czar: Pick<TestCzar, 'root'>,
  what: string,
  condition: (entries: readonly Entry[]) => boolean,
): Promise<void> {
  await until(async () => condition(await journaled(czar)), { what });
}

/** A text that an agent said it received, and what it was for. */
export interface Prompt {
  readonly delivery: string;
  /** `w1.2`: the second generation of w1. */
  readonly session: string;
  /** `opening t1.1`; the id of the delivery when nobody sent it. */
  readonly what: string;
}

export function promptsOf(entries: readonly Entry[]): readonly Prompt[] {
  const sent = new Map(factsOf(entries, 'delivery.began').map(({ delivery }) => [delivery.id, delivery]));
  const events = new Map(
    factsOf(entries, 'agent.event').map((fact) => [`${fact.worker} ${fact.generation} ${fact.id}`, fact]),
  );
  return [...events.values()].flatMap(({ worker, generation, event }) => {
    if (event.event !== 'prompt') return [];
    const delivery = event.delivery ?? 'none';
    const { kind, task, attempt } = sent.get(delivery) ?? { kind: delivery, task: '', attempt: '' };
    return [{ delivery, session: `${worker}.${generation}`, what: `${kind} ${task}.${attempt}` }];
  });
}

/** The lines that agents left in `$HOME/ran`, sorted. */
export function ranOf({ base }: Pick<TestCzar, 'base'>): readonly string[] {
  const file = join(base, 'home/ran');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').toSorted() : [];
}

/** The live panes of the workers: "w1" → pid. */
export function panesOf(czar: Pick<TestCzar, 'root' | 'base' | 'tmux'>): ReadonlyMap<string, number> {
  const socket = socketOf(czar);
  if (socket === null) return new Map();
  const format = '#{@czar_worker} #{pane_pid} #{pane_dead}';
  const panes = listed(() => czar.tmux('-S', socket, 'list-panes', '-a', '-F', format)).flatMap(
    (line): readonly (readonly [string, number])[] => {
      const [, worker, pid] = /^(\S+) (\d+) 0$/.exec(line) ?? [];
      return worker === undefined ? [] : [[worker, Number(pid)]];
    },
  );
  expect(new Set(panes.map(([worker]) => worker)).size).toBe(panes.length);
  return new Map(panes);
}

/** A socket is there a moment before its server answers. */
function listed(ask: () => string): readonly string[] {
  try {
    return ask().split('\n');
  } catch (error) {
    if (/no server running|error connecting|lost server|server exited/.test(String(error))) return [];
    throw error;
  }
}

/** The socket of the project's tmux server; null while it has none. */
export function socketOf(czar: Pick<TestCzar, 'root' | 'base'>): string | null {
  const digits = journalDirOf(czar)?.split('/').at(-1)?.slice(0, 6);
  if (digits === undefined) return null;
  const folder = readdirSync(czar.base).find((name) => /^tmux-\d+$/.test(name));
  if (folder === undefined) return null;
  const [name] = readdirSync(join(czar.base, folder)).filter((file) => file.endsWith(`-${digits}`));
  return name === undefined ? null : join(czar.base, folder, name);
}

/** Ends a supervisor as a crash does. */
export async function killNow(running: Running): Promise<void> {
  process.kill(running.pid, 'SIGKILL');
  await running.ended;
}

/** Runs until nothing more happens, and says what came of it. */
export async function toTheEnd(czar: TestCzar): Promise<Ran> {
  return czar.run('start', '--until-done');
}

/**
 * Every task is merged, its work is in the integration branch once, it had one pull request, and no generation of an agent was given
 * the text of an attempt twice.
 */
export async function expectAllOnce(czar: TestCzar, tasks: readonly string[]): Promise<Snapshot> {
  const seen = await czar.snapshot();
  if (seen === null) throw new Error('there is no picture');
  expect(seen.tasks.map(({ task, status }) => `${task} ${status}`).toSorted()).toEqual(
    tasks.map((task) => `${task} merged`),
  );
  expect(
    seen.pullRequests.flatMap(({ task, state }) => (task === null ? [] : `${task} ${state}`)).toSorted(),
  ).toEqual(tasks.map((task) => `${task} merged`));
  expect(seen.pullRequests.filter(({ task }) => task === null).length).toBe(1);
  const commits = czar.git('log', '--format=%s', `main..${seen.integration.branch}`).split('\n');
  expect(commits.filter((subject) => subject.startsWith('Add ')).toSorted()).toEqual(
    tasks.map((task) => `Add ${task}`),
  );
  expect(commits.filter((subject) => subject.startsWith('Merge '))).toHaveLength(tasks.length);
  expectNothingTwice(await journaled(czar));
  return seen;
}

/** No delivery arrived twice, and no generation was given the same attempt in full twice. */
export function expectNothingTwice(entries: readonly Entry[]): void {
  const prompts = promptsOf(entries);
  const deliveries = prompts.map(({ delivery }) => delivery);
  expect(deliveries).toEqual([...new Set(deliveries)]);
  const full = prompts
    .filter(({ what }) => /^(opening|continuation) /.test(what))
    .map(({ session, what }) => `${session} ${what.split(' ')[1] ?? ''}`);
  expect(full).toEqual([...new Set(full)]);
}
