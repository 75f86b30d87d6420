import { realpath } from 'node:fs/promises';
import { Fault } from '../../domain/fault.ts';
import type { TaskId } from '../../domain/names.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Problem, Wish } from '../../domain/wish.ts';
import type { FieldChange } from '../../domain/write-back.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProjectFiles, QueueEdit, TaskText, WriteBack } from '../../ports/files.ts';
import { appendOnce } from './append-once.ts';
import { defaultConfig } from './config-file.ts';
import { messageOf } from './error-code.ts';
import { type FileHints, watchFiles } from './file-hints.ts';
import { type Basis, withNewStatuses } from './new-statuses.ts';
import { locate } from './finding.ts';
import { heavyWork } from './heavy-work.ts';
import { HumanFiles, type Readings } from './human-files.ts';
import { policyOf, workerNames } from './policy.ts';
import { editQueue } from './queue-edit.ts';
import { TaskTexts } from './task-texts.ts';
import { unite } from './unite.ts';
import { writeBackTo } from './write-back.ts';

export interface ProjectFilesOptions {
  /** Project root and home: absolute paths (`locateHome`). */
  readonly root: string;
  readonly home: string;
  /** Folder of Czar's own: last good versions and temporary files. Best on the file system of the project. */
  readonly stateDir: string;
  /** Whether git tracks the queue or the dependencies file. */
  readonly queueTracked: boolean;
  /** Base branch when the config names none. */
  readonly baseBranch: string;
  /** Kind of agent whose program is on this machine, for a config that names none; null: none is. */
  readonly foundAgent: string | null;
  readonly clock: Pick<Clock, 'now'>;
}

/** Opens the human files of a project. Nothing is read before the first call, nothing watched before the first listener. Errors: Fault `not-found`. */
export async function openProjectFiles(options: ProjectFilesOptions): Promise<ProjectFiles> {
  const [root, home] = await Promise.all([realFolder(options.root), realFolder(options.home)]);
  return new OpenedFiles({ ...options, root, home });
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const because = messageOf(error);
    throw new Fault(
      { code: 'not-found', what: 'open the project', on: path, because, help: 'czar init' },
      error,
    );
  }
}

interface Policed {
  readonly policy: Policy;
  readonly problems: readonly Problem[];
}

interface ReadWish {
  readonly wish: Wish;
  /** Versions of all that it was made of. */
  readonly key: string;
  /** Versions of what is no list of entries. */
  readonly aroundKey: string;
  readonly basis: Basis;
}

class OpenedFiles implements ProjectFiles {
  readonly #options: ProjectFilesOptions;
  readonly #files: HumanFiles;
  readonly #texts: TaskTexts;
  readonly #listeners: (() => void)[] = [];
  #watcher: Promise<FileHints> | null = null;
  #wish: ReadWish | null = null;
  /** The files as the last `wish` saw them: what a write back is compared with. */
  #seen: Readings | null = null;
  #policy: { readonly key: string; readonly policed: Policed } | null = null;
  /** Calls are worked off one after another: each sees the files as the one before left them. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ProjectFilesOptions) {
    const now = () => options.clock.now();
    this.#options = options;
    this.#files = new HumanFiles({ ...options, now });
    this.#texts = new TaskTexts({ root: options.root, home: options.home, now });
  }

  wish(): Promise<Wish> {
    return this.#inTurn(() => this.#readWish());
  }

  policy(): Promise<Policed> {
    return this.#inTurn(() => this.#readPolicy());
  }

  text(task: TaskId): Promise<TaskText | null> {
    return this.#inTurn(async () => {
      const { queue } = await this.#files.read();
      await this.#texts.look(queue.value ?? []);
      return this.#texts.read(task);
    });
  }

  textHashes(tasks: readonly TaskId[]): Promise<ReadonlyMap<TaskId, string>> {
    return this.#inTurn(() => this.#texts.hashes(tasks));
  }

  writeBack(changes: readonly FieldChange[]): Promise<WriteBack> {
    return this.#inTurn(async () => {
      const { policy } = this.#policy?.policed ?? (await this.#readPolicy());
      if (!policy.writeBack) return { wrote: 'off', because: '"writeBack" is off for this project' };
      if (this.#seen === null) return { wrote: 'moved', because: 'the files were not looked at yet' };
      return writeBackTo({ seen: this.#seen, files: this.#files }, changes);
    });
  }

  remember({
    mark,
    text,
  }: {
    readonly mark: string;
    readonly text: string;
  }): Promise<'added' | 'there' | 'off'> {
    return this.#inTurn(async () => {
      const { memory: path } = (this.#policy?.policed ?? (await this.#readPolicy())).policy;
      return path === null ? 'off' : appendOnce({ root: this.#options.root, path, mark, text });
    });
  }

  edit(edit: QueueEdit): Promise<void> {
    return this.#inTurn(() => editQueue({ queue: this.#files.places.queue, home: this.#options.home }, edit));
  }

  onHint(listener: () => void): void {
    this.#listeners.push(listener);
    this.#watcher ??= watchFiles(this.#options, () => {
      for (const told of this.#listeners) told();
    });
  }

  async close(): Promise<void> {
    this.#listeners.length = 0;
    const watcher = await this.#watcher;
    watcher?.close();
    await this.#last;
  }

  #inTurn<T>(use: () => Promise<T>): Promise<T> {
    const result = this.#last.then(use);
    this.#last = result.then(
      () => 'done',
      () => 'failed, and told to the caller',
    );
    return result;
  }

  async #readWish(): Promise<Wish> {
    const seen = await this.#files.read();
    this.#seen = seen;
    const basis: Basis = { queue: seen.queue.value ?? [], dependencies: seen.dependencies.value ?? [] };
    await this.#texts.look(basis.queue);
    const aroundKey = [seen.config.version, this.#texts.version].join('/');
    const key = [seen.queue.version, seen.dependencies.version, aroundKey].join('/');
    if (this.#wish?.key === key) return this.#wish.wish;
    const wish = this.#nextWish(seen, basis, aroundKey) ?? (await this.#unite(seen, basis));
    this.#wish = { wish, key, aroundKey, basis };
    return wish;
  }

  /** The last wish with other statuses, when no more changed; null when all has to be united. */
  #nextWish({ queue, dependencies }: Readings, basis: Basis, aroundKey: string): Wish | null {
    if (this.#wish === null || this.#wish.aroundKey !== aroundKey) return null;
    const { wish, basis: before } = this.#wish;
    const problems = wish.problems.length + queue.problems.length + dependencies.problems.length;
    const next = problems > 0 ? null : withNewStatuses(wish, before, basis);
    return next === null ? null : { ...wish, ...next, queue: queue.state, dependencies: dependencies.state };
  }

  async #unite({ queue, dependencies, config }: Readings, basis: Basis): Promise<Wish> {
    const primary = basis.queue.filter(({ kind }) => kind === 'primary').map(({ id }) => id);
    const united = unite({
      ...basis,
      textOf: (task) => this.#texts.find(task),
      workers: new Set(workerNames(config.value ?? defaultConfig(), primary)),
    });
    const { names } = this.#files;
    return {
      tasks: united.tasks,
      problems: [
        ...queue.problems,
        ...dependencies.problems,
        ...(await locatedIn(names.queue, queue.text, united.inQueue)),
        ...(await locatedIn(names.dependencies, dependencies.text, united.inDependencies)),
        ...united.inTexts.slice(0, 200),
      ],
      queue: queue.state,
      dependencies: dependencies.state,
      dependencyFields: united.dependencyFields,
      notQueued: this.#texts.notQueued(),
    };
  }

  async #readPolicy(): Promise<Policed> {
    const { queue, config } = await this.#files.read();
    const primary = (queue.value ?? []).filter(({ kind }) => kind === 'primary').map(({ id }) => id);
    const key = `${config.version} ${primary.join(' ')}`;
    if (this.#policy?.key === key) return this.#policy.policed;
    const { policy, findings } = policyOf(config.value ?? defaultConfig(), this.#options, primary);
    const problems = [...config.problems, ...locate({ file: config.file, text: config.text }, findings)];
    const policed = { policy, problems };
    this.#policy = { key, policed };
    return policed;
  }
}

function locatedIn(
  file: string,
  text: string | null,
  findings: Parameters<typeof locate>[1],
): Promise<readonly Problem[]> | readonly Problem[] {
  return text === null || findings.length === 0
    ? locate({ file, text: null }, findings)
    : heavyWork('locate', { file, text, findings });
}
