import { basename, dirname, join, relative } from 'node:path';
import { printable, type TaskId } from '../../domain/names.ts';
import { Fault } from '../../domain/fault.ts';
import type { TaskText } from '../../ports/files.ts';
import { FolderNames, isOffLimits } from './folder-names.ts';
import { bodyOf, type TaskHead } from './front-matter.ts';
import { decodeUtf8, hashOf } from './human-file.ts';
import type { QueueEntry } from './queue-entries.ts';
import { readInside } from './read-inside.ts';
import { refusePath } from './schema/parts.ts';
import { maxTextBytes, TaskHeads, type TaskFile } from './task-heads.ts';

/** Where the text of a task lies, or why its `task_file` is no place to look. */
export interface FoundText {
  readonly file: TaskFile | null;
  readonly head: TaskHead | null;
  readonly refusal: string | null;
}

export interface TaskTextsOptions {
  /** Real paths. */
  readonly root: string;
  readonly home: string;
  readonly now: () => number;
}

const nothing: FoundText = { file: null, head: null, refusal: null };
const maxNotQueued = 1_000;

/** The texts of all tasks: found by the names in their folders, their heads kept. */
export class TaskTexts {
  readonly #options: TaskTextsOptions;
  readonly #tasksFolder: string;
  readonly #folders: FolderNames;
  readonly #heads: TaskHeads;
  #entries: readonly QueueEntry[] = [];
  #found = new Map<TaskId, FoundText>();
  #foundIn = -1;

  constructor(options: TaskTextsOptions) {
    this.#options = options;
    this.#tasksFolder = join(options.home, 'tasks');
    this.#folders = new FolderNames(options.root, options.now);
    this.#heads = new TaskHeads(options.root, options.now);
  }

  get version(): string {
    return `${this.#folders.version}.${this.#heads.version}`;
  }

  /** Looks again at the folders and files that the entries name. */
  async look(entries: readonly QueueEntry[]): Promise<void> {
    const isNew = entries !== this.#entries;
    this.#entries = entries;
    await this.#folders.look(this.#foldersOf(entries));
    if (isNew || this.#foundIn !== this.#folders.version) this.#find();
    await this.#heads.look(this.#files());
  }

  find(task: TaskId): FoundText {
    const found = this.#found.get(task) ?? nothing;
    return found.file === null ? found : { ...found, head: this.#heads.get(found.file.path) };
  }

  /** Files in tasks/ that look like tasks and that no entry names, relative to the project root. */
  notQueued(): readonly string[] {
    const named = new Set([...this.#found.values()].map(({ file }) => file?.path));
    const ids = new Set(this.#entries.map(({ id }) => id));
    return [...this.#folders.names(this.#tasksFolder)]
      .filter((name) => /^[^.].*\.(?:md|txt)$/.test(name) && name.toLowerCase() !== 'readme.md')
      .filter((name) => !ids.has(name.replace(/\.(?:md|txt)$/, '')))
      .map((name) => join(this.#tasksFolder, name))
      .filter((path) => !named.has(path))
      .map((path) => printable(this.#shown(path)))
      .toSorted()
      .slice(0, maxNotQueued);
  }

  /** The whole text, read now. Null: none. Errors: Fault `file-unreadable`. */
  async read(task: TaskId): Promise<TaskText | null> {
    const { file } = this.find(task);
    if (file === null) return null;
    const result = await readInside({ root: this.#options.root, path: file.path, maxBytes: maxTextBytes });
    if (result.state === 'missing' || result.state === 'same') return null;
    if (result.state === 'refused') throw unreadable(file, result.because);
    if (isOffLimits(relative(this.#options.root, result.realPath)))
      throw unreadable(file, 'it belongs to git or a worker');
    const whole = decodeUtf8(result.bytes);
    if (whole === null) throw unreadable(file, 'it is not UTF-8 text');
    const text = bodyOf(whole);
    return text.trim() === '' ? null : { text, hash: hashOf(text), file: file.shownAs };
  }

  #shown(path: string): string {
    return relative(this.#options.root, path);
  }

  #foldersOf(entries: readonly QueueEntry[]): ReadonlySet<string> {
    const folders = new Set([this.#tasksFolder]);
    for (const { json } of entries) {
      const named = json.task_file ?? null;
      if (named === null || refusePath(named) !== null) continue;
      for (const base of [this.#options.root, this.#tasksFolder]) folders.add(dirname(join(base, named)));
    }
    return folders;
  }

  #find(): void {
    this.#found = new Map(this.#entries.map((entry) => [entry.id, this.#locate(entry)]));
    this.#foundIn = this.#folders.version;
  }

  #locate({ id, json }: QueueEntry): FoundText {
    const named = json.task_file ?? null;
    const refusal = named === null ? null : refusePath(named);
    if (refusal !== null) return { ...nothing, refusal };
    const path = (named === null ? null : this.#named(named)) ?? this.#underId(id);
    return path === null
      ? nothing
      : { file: { path, shownAs: this.#shown(path) }, head: null, refusal: null };
  }

  #named(path: string): string | null {
    const places = [join(this.#options.root, path), join(this.#tasksFolder, path)];
    return places.find((place) => this.#folders.names(dirname(place)).has(basename(place))) ?? null;
  }

  #underId(id: TaskId): string | null {
    const names = this.#folders.names(this.#tasksFolder);
    const name = [`${id}.md`, `${id}.txt`].find((one) => names.has(one));
    return name === undefined ? null : join(this.#tasksFolder, name);
  }

  #files(): ReadonlyMap<string, TaskFile> {
    const files = new Map<string, TaskFile>();
    for (const { file } of this.#found.values()) if (file !== null) files.set(file.path, file);
    return files;
  }
}

function unreadable(file: TaskFile, because: string): Fault {
  return new Fault({ code: 'file-unreadable', what: 'read the text of a task', on: file.shownAs, because });
}
