import { basename, dirname, join, relative } from 'node:path';
import { printable, type TaskId } from '../../domain/names.ts';
import { Fault } from '../../domain/fault.ts';
import type { TaskText } from '../../ports/files.ts';
import { FolderNames, isOffLimits } from './folder-names.ts';
import { bodyOf, type TaskHead } from './front-matter.ts';
import { decodeUtf8, hashOf } from './human-file.ts';
import type { QueueEntry } from './queue-entries.ts';
import { isSettled, readInside, stampOf } from './read-inside.ts';
import { refusePath } from './schema/parts.ts';
import { maxTextBytes, statOf, TaskHeads, type TaskFile } from './task-heads.ts';

/** Where the text of a task lies; why its `task_file` is no place to look, or that name when no file has it. */
export interface FoundText {
  readonly file: TaskFile | null;
  readonly head: TaskHead | null;
  readonly refusal: string | null;
  readonly missing: string | null;
}

interface KnownHash {
  readonly stamp: string;
  /** A later change would surely leave another stamp. */
  readonly isFinal: boolean;
  /** Null: there is no text. */
  readonly hash: string | null;
}

export interface TaskTextsOptions {
  /** Real paths. */
  readonly root: string;
  readonly home: string;
  readonly now: () => number;
}

const nothing: FoundText = { file: null, head: null, refusal: null, missing: null };
const maxNotQueued = 1_000;

/** The texts of all tasks: found by the names in their folders, their heads kept. */
export class TaskTexts {
  readonly #options: TaskTextsOptions;
  readonly #tasksFolder: string;
  readonly #folders: FolderNames;
  readonly #heads: TaskHeads;
  #entries: readonly QueueEntry[] = [];
  #wanted: ReadonlySet<string> = new Set();
  #found = new Map<TaskId, FoundText>();
  #files = new Map<string, TaskFile>();
  #foundIn = -1;
  #hashes: ReadonlyMap<string, KnownHash> = new Map();

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
    const isOther = !namesTheSame(entries, this.#entries);
    this.#entries = entries;
    if (isOther || this.#wanted.size === 0) this.#wanted = this.#foldersOf(entries);
    await this.#folders.look(this.#wanted);
    if (isOther || this.#foundIn !== this.#folders.version) this.#find();
    await this.#heads.look(this.#files);
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

  /** Of texts as `read` gives them, in the files that the last `look` found; read again only when their file changed. */
  async hashes(tasks: readonly TaskId[]): Promise<ReadonlyMap<TaskId, string>> {
    const known = new Map<string, KnownHash>();
    const hashes = new Map<TaskId, string>();
    for (const task of tasks) {
      const { file } = this.find(task);
      if (file === null) continue;
      const found = await this.#hashOf(task, file);
      known.set(file.path, found);
      if (found.hash !== null) hashes.set(task, found.hash);
    }
    this.#hashes = known;
    return hashes;
  }

  async #hashOf(task: TaskId, { path }: TaskFile): Promise<KnownHash> {
    const stats = statOf(path);
    const stamp = stats === null ? null : stampOf(stats);
    const known = this.#hashes.get(path);
    if (known?.isFinal === true && known.stamp === stamp?.key) return known;
    // A link's own stamp says nothing about its target.
    const isFinal = stamp !== null && stats?.isFile() === true && isSettled(stamp, this.#options.now());
    return { stamp: stamp?.key ?? '', isFinal, hash: (await this.read(task))?.hash ?? null };
  }

  #shown(path: string): string {
    return relative(this.#options.root, path);
  }

  #foldersOf(entries: readonly QueueEntry[]): ReadonlySet<string> {
    const folders = new Set([this.#tasksFolder]);
    for (const named of new Set(entries.map(({ json }) => json.task_file))) {
      if (typeof named !== 'string' || refusePath(named) !== null) continue;
      for (const base of [this.#options.root, this.#tasksFolder]) folders.add(dirname(join(base, named)));
    }
    return folders;
  }

  /** Each name is looked up once, however many entries share it. */
  #find(): void {
    const byName = new Map<string, FoundText>();
    this.#found = new Map();
    this.#files = new Map();
    for (const { id, json } of this.#entries) {
      const named = json.task_file ?? null;
      const known = named === null ? nothing : (byName.get(named) ?? this.#named(named));
      if (named !== null) byName.set(named, known);
      const isElsewhere = known.file === null && known.refusal === null;
      const found = isElsewhere ? { ...this.#underId(id), missing: known.missing } : known;
      this.#found.set(id, found);
      if (found.file !== null) this.#files.set(found.file.path, found.file);
    }
    this.#foundIn = this.#folders.version;
  }

  #named(path: string): FoundText {
    const refusal = refusePath(path);
    if (refusal !== null) return { ...nothing, refusal };
    const places = [join(this.#options.root, path), join(this.#tasksFolder, path)];
    const place = places.find((one) => this.#folders.names(dirname(one)).has(basename(one)));
    return place === undefined ? { ...nothing, missing: path } : this.#at(place);
  }

  #underId(id: TaskId): FoundText {
    const names = this.#folders.names(this.#tasksFolder);
    const name = [`${id}.md`, `${id}.txt`].find((one) => names.has(one));
    return name === undefined ? nothing : this.#at(join(this.#tasksFolder, name));
  }

  #at(path: string): FoundText {
    return { ...nothing, file: { path, shownAs: this.#shown(path) } };
  }
}

/** A change of a status alone makes new entries that name the same files. */
function namesTheSame(a: readonly QueueEntry[], b: readonly QueueEntry[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every(({ id, json }, index) => {
      const other = b[index];
      return other !== undefined && other.id === id && other.json.task_file === json.task_file;
    })
  );
}

function unreadable(file: TaskFile, because: string): Fault {
  return new Fault({ code: 'file-unreadable', what: 'read the text of a task', on: file.shownAs, because });
}
