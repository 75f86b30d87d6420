import { refuseName } from '../../domain/names.ts';

/** Where an event lies, below the folder of all events: `<worker>/<generation>/<name>`. */
export interface EventPlace {
  readonly worker: string;
  readonly generation: number;
  readonly name: string;
}

const NUMBER = /^\d{1,9}$/;
const FILE = /^[\w-][\w.-]{0,99}\.json$/;

export function eventId({ worker, generation, name }: EventPlace): string {
  return `${worker}/${generation}/${name}`;
}

/** Null when the text is not the path of an event file; nothing it lets pass leads out of the folder. */
export function parseEventId(id: string): EventPlace | null {
  const [worker = '', generation = '', name = '', ...more] = id.split('/');
  if (more.length > 0 || refuseName(worker) !== null || !NUMBER.test(generation)) return null;
  return FILE.test(name) ? { worker, generation: Number(generation), name } : null;
}

/** Whether `folder`, relative to the folder of all events, is one of a generation. */
export function isGenerationFolder(folder: string): boolean {
  return parseEventId(`${folder}/a.json`) !== null;
}

/** Names begin with the time in nanoseconds: the order of names is the order of events, whoever wrote them. */
export function byName(one: { readonly id: string }, other: { readonly id: string }): number {
  const [a, b] = [nameOf(one.id), nameOf(other.id)];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
