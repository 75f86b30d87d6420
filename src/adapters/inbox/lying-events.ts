import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { Translate } from '../../ports/agent.ts';
import { hasCode, isMissing } from '../files/error-code.ts';
import { byName, eventId, isGenerationFolder, parseEventId } from './place.ts';
import { readEventFile } from './read-event-file.ts';
import { setAside } from './rejects.ts';

const perWorker = 1_000;
const filesPerRead = 2_000;
/** A file begun this long ago will not be finished. */
const abandonedAfterMs = 600_000;

/** The event files below one folder, as far as they were looked at; sets aside what is none. */
export class LyingEvents {
  readonly #root: string;
  readonly #rejected: string;
  readonly #translate: Translate;
  readonly #known = new Map<string, ReceivedEvent>();
  #asides = new Map<WorkerName, { count: number; problem: string }>();

  constructor(root: string, rejected: string, translate: Translate) {
    this.#root = root;
    this.#rejected = rejected;
    this.#translate = translate;
  }

  /** Every folder of a generation that there is, as `<worker>/<generation>`, and those of which an event is known. */
  async folders(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { worker, generation } of this.#known.values()) found.add(`${worker}/${generation}`);
    for (const worker of await list(this.#root))
      for (const generation of await list(join(this.#root, worker)))
        if (isGenerationFolder(`${worker}/${generation}`)) found.add(`${worker}/${generation}`);
    return found;
  }

  /** Looks at a folder. False: so much lies there that it has to be looked at again. */
  async look(folder: string): Promise<boolean> {
    const names = new Set(await list(join(this.#root, folder)));
    for (const id of this.#known.keys())
      if (id.startsWith(`${folder}/`) && !names.has(id.slice(folder.length + 1))) this.#known.delete(id);
    const fresh = [...names].filter((name) => !this.#known.has(`${folder}/${name}`)).sort();
    for (const name of fresh.slice(0, filesPerRead)) {
      const id = `${folder}/${name}`;
      if (name.endsWith('.tmp')) await this.#dropAbandoned(id);
      else await this.#take(id);
    }
    // A flood is worked off in pieces, or one worker would hold up the events of all.
    return fresh.length <= filesPerRead;
  }

  /** Oldest first. */
  events(): readonly ReceivedEvent[] {
    return [...this.#known.values()].toSorted(byName);
  }

  /** What was set aside since the last call, one line for each worker. */
  reports(): readonly string[] {
    const lines = [...this.#asides].map(([worker, { count, problem }]) => {
      const files = count === 1 ? '1 event file' : `${count} event files`;
      return `${worker}: ${files} set aside in ${this.#rejected} (${problem})`;
    });
    this.#asides = new Map();
    return lines;
  }

  async remove(id: string): Promise<void> {
    const place = parseEventId(id);
    if (place === null) return;
    await rm(join(this.#root, eventId(place)), { force: true });
    this.#known.delete(id);
  }

  async #take(id: string): Promise<void> {
    const [worker = '', generation = ''] = id.split('/');
    if (parseEventId(id) === null) return this.#setAside(id, 'its name is not one of an event');
    if (this.#countOf(worker) >= perWorker) return this.#setAside(id, `more than ${perWorker} wait`);
    const file = await readEventFile(join(this.#root, id), this.#translate);
    if (file.is === 'nothing') await rm(join(this.#root, id), { force: true });
    if (file.is === 'broken') await this.#setAside(id, file.problem);
    if (file.is === 'event')
      this.#known.set(id, { id, worker, generation: Number(generation), event: file.event });
  }

  #countOf(worker: WorkerName): number {
    let count = 0;
    for (const event of this.#known.values()) if (event.worker === worker) count += 1;
    return count;
  }

  async #setAside(id: string, problem: string): Promise<void> {
    await setAside(this.#rejected, { path: join(this.#root, id), id });
    const [worker = ''] = id.split('/');
    this.#asides.set(worker, { count: (this.#asides.get(worker)?.count ?? 0) + 1, problem });
  }

  async #dropAbandoned(id: string): Promise<void> {
    const path = join(this.#root, id);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { recursive: true, force: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}
