import { inline } from '../../domain/fence.ts';
import { refuseName, type TaskId } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import { parseDurationMs } from '../../domain/units.ts';
import type { DependencyFields, Problem, TaskWish } from '../../domain/wish.ts';
import type { DependencyEntry } from './dependency-entries.ts';
import type { Finding } from './finding.ts';
import { sections, type QueueEntry } from './queue-entries.ts';
import type { FrontMatter } from './schema/queue.ts';
import { didYouMean } from './suggest.ts';
import type { FoundText } from './task-texts.ts';
import { cleanTitle } from './title.ts';

export interface Pieces {
  readonly queue: readonly QueueEntry[];
  readonly dependencies: readonly DependencyEntry[];
  readonly textOf: (task: TaskId) => FoundText;
  readonly workers: ReadonlySet<string>;
}

export interface United {
  readonly tasks: ReadonlyMap<TaskId, TaskWish>;
  readonly dependencyFields: ReadonlyMap<string, DependencyFields>;
  readonly inQueue: readonly Finding[];
  readonly inDependencies: readonly Finding[];
  readonly inTexts: readonly Problem[];
}

/** Priority of a task that says none: after those that do, as a rule. */
const defaultPriority = 100;

const maxSuggestions = 10;
const longestPath = 80;

interface Edge {
  readonly task: TaskId;
  readonly after: TaskId;
  readonly from: Finding;
  readonly file: 'queue' | 'dependencies';
}

/** Makes one wish of the queue, the dependencies and the heads of the texts. */
export function unite(pieces: Pieces): United {
  const uniting = new Uniting(pieces);
  for (const edge of edgesOfQueue(pieces.queue)) uniting.addEdge(edge);
  for (const edge of edgesOfDependencies(pieces.dependencies)) uniting.addEdge(edge);
  return uniting.finish();
}

function* edgesOfQueue(entries: readonly QueueEntry[]): Generator<Edge> {
  for (const { id, kind, json } of entries)
    yield* edgesOf({ id, json, path: [sections[kind], id], file: 'queue' });
}

function* edgesOfDependencies(entries: readonly DependencyEntry[]): Generator<Edge> {
  for (const { name, json } of entries)
    yield* edgesOf({ id: name, json, path: [name], file: 'dependencies' });
}

interface EdgeSource {
  readonly id: string;
  readonly json: DependencyEntry['json'] | QueueEntry['json'];
  readonly path: readonly string[];
  readonly file: Edge['file'];
}

function* edgesOf({ id, json, path, file }: EdgeSource): Generator<Edge> {
  for (const key of ['depends_on', 'blocked_by'] as const) {
    for (const [index, after] of (json[key] ?? []).entries()) {
      yield { task: id, after, from: { path: [...path, key, index], message: '', tasks: [id] }, file };
    }
  }
  for (const [index, task] of (json.blocks ?? []).entries()) {
    yield { task, after: id, from: { path: [...path, 'blocks', index], message: '', tasks: [] }, file };
  }
}

class Uniting {
  readonly #pieces: Pieces;
  readonly #byId: ReadonlyMap<TaskId, QueueEntry>;
  readonly #after = new Map<TaskId, Set<TaskId>>();
  /** Tasks that nobody may begin because what they wait for cannot be told. */
  readonly #held = new Set<TaskId>();
  readonly #found = { queue: new Array<Finding>(), dependencies: new Array<Finding>() };
  readonly #inTexts: Problem[] = [];
  #suggestions = 0;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
    this.#byId = new Map(pieces.queue.map((entry) => [entry.id, entry]));
  }

  addEdge({ task, after, from, file }: Edge): void {
    const message = this.#refusal(task, after);
    if (message !== null) this.#found[file].push({ ...from, message });
    this.#keepEdge(task, after);
  }

  finish(): United {
    const tasks = new Map<TaskId, TaskWish>();
    for (const [order, entry] of this.#pieces.queue.entries())
      tasks.set(entry.id, this.#taskOf(entry, order));
    return {
      tasks,
      dependencyFields: new Map(this.#pieces.dependencies.map(({ name, json }) => [name, fieldsOf(json)])),
      inQueue: this.#found.queue,
      inDependencies: this.#found.dependencies,
      inTexts: this.#inTexts,
    };
  }

  #refusal(task: TaskId, after: TaskId): string | null {
    if (task === after) return 'a task cannot wait for itself; the edge is left out';
    return this.#unknown(task) ?? this.#unknown(after);
  }

  #unknown(name: string): string | null {
    if (this.#byId.has(name)) return null;
    const refusal = refuseName(name);
    if (refusal !== null) return `expected the name of a task: ${refusal}`;
    return `no task is called "${name}"${didYouMean(name, this.#candidates())}`;
  }

  /** Comparing names is slow: in a file full of errors only the first ones get a suggestion. */
  #candidates(): Iterable<string> {
    this.#suggestions += 1;
    return this.#suggestions <= maxSuggestions ? this.#byId.keys() : [];
  }

  /**
   * A name without an entry stays in the edges: work that was merged and whose entry went satisfies it, while a name that was
   * never there makes the task wait, and its problem says for what.
   */
  #keepEdge(task: TaskId, after: TaskId): void {
    if (task === after) return;
    if (refuseName(after) !== null) {
      this.#held.add(task);
      return;
    }
    const known = this.#after.get(task);
    if (known === undefined) this.#after.set(task, new Set([after]));
    else known.add(after);
  }

  #taskOf(entry: QueueEntry, order: number): TaskWish {
    const { id, kind } = entry;
    const found = this.#pieces.textOf(id);
    const front = found.head?.front ?? {};
    this.#noteText(entry, found);
    this.#addFrontEdges(id, found);
    const assignee = assigneeOf(entry, front);
    this.#noteAssignee(entry, assignee);
    return {
      id,
      kind,
      title: cleanTitle(entry.json.title) ?? found.head?.title ?? id,
      assignee,
      after: [...(this.#after.get(id) ?? [])],
      hold: this.#held.has(id) || isHeld(entry, found),
      textFile: found.head === null ? null : (found.file?.shownAs ?? null),
      textWanted: found.missing === null ? null : inline(found.missing, longestPath),
      order,
      ...plainFields(entry.json, front),
    };
  }

  #addFrontEdges(id: TaskId, { file, head }: FoundText): void {
    for (const after of head?.front.after ?? []) {
      const message = this.#refusal(id, after);
      if (message !== null && file !== null) {
        this.#inTexts.push({
          file: file.shownAs,
          line: null,
          column: null,
          message: `after: ${message}`,
          tasks: [id],
        });
      }
      this.#keepEdge(id, after);
    }
  }

  #noteText({ id, kind }: QueueEntry, found: FoundText): void {
    const message = whyNotThere(found);
    if (message !== null) {
      const path = [sections[kind], id, 'task_file'];
      this.#found.queue.push({ path, message, tasks: found.file === null ? [id] : [] });
    }
    for (const problem of found.head?.problems ?? []) this.#inTexts.push({ ...problem, tasks: [id] });
  }

  #noteAssignee({ id, kind, json }: QueueEntry, assignee: string | null): void {
    const isOther = kind === 'primary' && typeof json.assignee === 'string' && json.assignee !== id;
    if (isOther) {
      const path = [sections[kind], id, 'assignee'];
      this.#found.queue.push({
        path,
        message: `a primary task belongs to the worker of its name, "${id}"`,
        tasks: [],
      });
    }
    const { workers } = this.#pieces;
    if (assignee === null || workers.has(assignee)) return;
    const path = [sections[kind], id, ...(kind === 'primary' ? [] : ['assignee'])];
    const message = `there is no worker "${assignee}"${didYouMean(assignee, workers)}`;
    this.#found.queue.push({ path, atKey: kind === 'primary', message, tasks: [id] });
  }
}

/** What is wrong with the place that `task_file` names. One that is merely empty yet is asked about when its turn comes. */
function whyNotThere({ file, refusal, missing }: FoundText): string | null {
  if (refusal !== null) return `no place for a text: ${refusal}; expected a path inside the project`;
  if (missing === null || file === null) return null;
  return `there is no file "${inline(missing, longestPath)}" in the project or its tasks/; ${file.shownAs} is taken instead`;
}

/** Where the queue says nothing, the head of the text does. */
function plainFields(
  json: QueueEntry['json'],
  front: FrontMatter,
): Pick<TaskWish, 'status' | 'priority' | 'checks' | 'mcp'> {
  const mcp = json.mcp ?? front.mcp ?? [];
  return {
    status: json.status ?? 'pending',
    priority: json.priority ?? front.priority ?? defaultPriority,
    checks: (json.checks ?? front.checks ?? []).map(checkOf),
    ...(mcp.length === 0 ? {} : { mcp }),
  };
}

function assigneeOf({ id, kind, json }: QueueEntry, front: FrontMatter): string | null {
  if (kind === 'primary') return id;
  return json.assignee === undefined ? (front.worker ?? null) : json.assignee;
}

/** On hold by a human's word, or because what was written cannot be understood. */
function isHeld({ json, isDoubtful }: QueueEntry, { head }: FoundText): boolean {
  return json.hold === true || isDoubtful || head?.isDoubtful === true;
}

function checkOf({ name, run, timeout }: { name: string; run: string; timeout: string }): Check {
  return { name, run, timeoutMs: parseDurationMs(timeout) ?? 0 };
}

/** What the dependencies file says about one task. */
export function fieldsOf(json: DependencyEntry['json']): DependencyFields {
  return {
    status: json.status ?? null,
    notified: json.notified ?? [],
    waitingSince: json.waiting_since ?? null,
  };
}
