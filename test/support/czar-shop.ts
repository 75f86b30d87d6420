import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Question, QuestionTopic } from '../../src/domain/question.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../../src/domain/snapshot.ts';
import { aCzar, type TestCzar } from './czar.ts';
import { expectRan } from './czar-expect.ts';
import { lastPicture } from './last-picture.ts';
import { textOf } from './text-of.ts';
import { patienceMs, until } from './until.ts';

/** A running project of demo workers, looked at without a process per look. */
export interface Shop extends TestCzar {
  /** Starts the supervisor and does not wait for proof of life. */
  start(...args: readonly string[]): Promise<void>;
  /** The last picture that the supervisor wrote. */
  picture(): Snapshot | null;
  sees(what: string, condition: (snapshot: Snapshot) => boolean, deadlineMs?: number): Promise<Snapshot>;
  merged(...tasks: readonly string[]): Promise<Snapshot>;
  /** Waits for an open question about this task or worker. */
  asked(topic: QuestionTopic, about: string | null): Promise<Question>;
  /** Says yes to commands that changed while it runs, once that is asked. */
  accept(): Promise<void>;
  /** Lines of `status/task-injections.log` about this worker. */
  injections(worker: string, kind?: string): readonly string[];
  /** `status/decisions.jsonl` as it stands. */
  decisions(): string;
  /** Writes the config anew, with these keys and those that every shop has. */
  configure(config: object): void;
  /** Types into the session of a worker. */
  keys(worker: string, ...names: readonly string[]): void;
  screen(worker: string): string;
  /** Sessions of workers that somebody looks at, each with 1 if they can only look, otherwise 0. */
  attached(): readonly string[];
  /**
   * From now on keys typed into an attached terminal are keys, however fast they come: tmux takes those that come within a
   * millisecond for pasted text, in which Ctrl-b d means nothing.
   */
  takesFastTyping(): void;
  /** What the tmux server hands to its panes, and each session besides. */
  tmuxEnvironment(): string;
  /** Subjects on a branch, newest first. */
  subjects(ref: string): readonly string[];
}

export interface ShopOptions {
  /** Text of each primary task, which names its worker. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Tasks that are not called as the workers that have to do them. */
  readonly bonus?: Readonly<Record<string, BonusTask>>;
  readonly config?: object;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** False: whoever starts it accepts nothing that the files name. */
  readonly trusts?: boolean;
}

interface BonusTask {
  readonly text: string;
  readonly assignee: string;
}

const limits = { minFreeMemory: '1MB', minFreeDisk: '1MB' };

/** A task for the demo agent, with these steps. */
export function demoTask(...steps: readonly string[]): string {
  return `# Task\n\n${block('demo', steps)}`;
}

/** A further block of a demo task. */
export function block(name: string, steps: readonly string[]): string {
  return `\`\`\`${name}\n${steps.join('\n')}\n\`\`\`\n`;
}

export function aShop({
  tasks,
  bonus = {},
  config = {},
  files = {},
  env = {},
  trusts = true,
}: ShopOptions): Shop {
  const entry = { status: 'pending', priority: 1 };
  const primary = Object.keys(tasks).map((name) => [name, entry] as const);
  const others = Object.entries(bonus).map(([name, { assignee }]) => [name, { ...entry, assignee }] as const);
  const queue = { primary_tasks: Object.fromEntries(primary), bonus_tasks: Object.fromEntries(others) };
  const texts = [
    ...Object.entries(tasks),
    ...Object.entries(bonus).map(([name, { text }]) => [name, text] as const),
  ];
  const czar = aCzar({
    env,
    trusts,
    files: {
      'work-queue.json': `${JSON.stringify(queue, null, 2)}\n`,
      'czar.config.json': configText(config),
      ...Object.fromEntries(texts.map(([name, text]) => [`tasks/${name}.md`, text])),
      ...files,
    },
  });
  const seen = eyes(czar);
  const accept = async (): Promise<void> => {
    const { id } = await seen.asked('commands-changed', null);
    expectRan(await czar.run('answer', id, 'yes'), { code: 0, out: 'they run from now on' });
    await seen.sees('the answer', ({ questions }) => questions.every((question) => question.id !== id));
  };
  return { ...czar, ...seen, accept, ...hands(czar) };
}

type Eyes = Pick<Shop, 'picture' | 'sees' | 'merged' | 'asked' | 'injections' | 'decisions' | 'subjects'>;

function eyes(czar: TestCzar): Eyes {
  const picture = (): Snapshot | null => lastPicture(czar.root);
  const sees: Shop['sees'] = async (what, condition, deadlineMs = patienceMs) => {
    try {
      return await until(
        () => {
          const seen = picture();
          return seen !== null && condition(seen) ? seen : null;
        },
        { deadlineMs, what },
      );
    } catch (error) {
      throw new Error(`${String(error)}\n${inShort(picture())}`, { cause: error });
    }
  };
  return {
    picture,
    sees,
    merged: async (...tasks) =>
      sees(`${tasks.join(', ')} to be merged`, (seen) =>
        tasks.every((task) => taskOf(seen, task)?.status === 'merged'),
      ),
    async asked(topic, about) {
      const meant = (question: Question): boolean =>
        question.topic === topic && (about === null || question.task === about || question.worker === about);
      const seen = await sees(`the question ${topic} of ${about}`, ({ questions }) => questions.some(meant));
      const question = seen.questions.find(meant);
      if (question === undefined) throw new Error(`no question ${topic}`);
      return question;
    },
    injections: (worker, kind = '') =>
      textOf(join(czar.root, 'status/task-injections.log'))
        .split('\n')
        .filter((line) => line.includes(` worker=${worker} `) && line.includes(` kind=${kind}`)),
    decisions: () => textOf(join(czar.root, 'status/decisions.jsonl')),
    subjects: (ref) => czar.git('log', '--format=%s', ref).split('\n'),
  };
}

function configText(config: object): string {
  return JSON.stringify({ project: 'shop', agent: 'demo', limits, ...config });
}

function hands(
  czar: TestCzar,
): Pick<
  Shop,
  'start' | 'configure' | 'keys' | 'screen' | 'attached' | 'takesFastTyping' | 'tmuxEnvironment'
> {
  const tmux = (...args: readonly string[]): string => czar.tmux('-S', socketOf(czar.base), ...args);
  const sessions = (): readonly string[] => tmux('list-sessions', '-F', '#{session_name}').split('\n');
  return {
    start: async (...args) => expectRan(await czar.run('start', '--no-wait', ...args), { code: 0 }),
    configure: (config) => czar.write('czar.config.json', configText(config)),
    keys: (worker, ...names) => {
      tmux('send-keys', '-t', `=shop-worker-${worker}:`, ...names);
    },
    attached: () =>
      tmux('list-clients', '-F', '#{session_name} #{client_readonly}')
        .split('\n')
        .filter((line) => line.startsWith('shop-worker-')),
    takesFastTyping: () => {
      tmux('set-option', '-g', 'assume-paste-time', '0');
    },
    tmuxEnvironment: () =>
      [['-g'], ...sessions().map((session) => ['-t', `=${session}`])]
        .map((which) => tmux('show-environment', ...which))
        .join('\n'),
    screen: (worker) => tmux('capture-pane', '-p', '-t', `=shop-worker-${worker}:`),
  };
}

export function taskOf(snapshot: Snapshot, task: string): TaskRow | undefined {
  return snapshot.tasks.find((row) => row.task === task);
}

export function workerOf(snapshot: Snapshot, worker: string): WorkerRow | undefined {
  return snapshot.workers.find((row) => row.worker === worker);
}

/** The only tmux socket below. */
function socketOf(base: string): string {
  const folder = readdirSync(base).find((name) => /^tmux-\d+$/.test(name)) ?? 'none';
  const [socket = 'none'] = readdirSync(join(base, folder));
  return join(base, folder, socket);
}

function inShort(snapshot: Snapshot | null): string {
  if (snapshot === null) return 'no picture';
  const tasks = snapshot.tasks.map(({ task, status, phase, note }) => [task, status, phase, note].join(' '));
  const workers = snapshot.workers.map(({ worker, health, activity, doing }) =>
    [worker, health, activity, doing].join(' '),
  );
  const questions = snapshot.questions.map(({ number, text }) => `${number} ${text}`);
  return JSON.stringify({ tasks, workers, questions, problems: snapshot.problems }, null, 1);
}
