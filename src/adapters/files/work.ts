import { decodeDependencies, type DependencyEntry } from './dependency-entries.ts';
import type { Decoded } from './finding.ts';
import { locate, type Finding } from './finding.ts';
import { editJson, type JsonChange } from './json-edit.ts';
import { decodeQueue, type QueueEntry } from './queue-entries.ts';
import type { Problem } from '../../domain/wish.ts';

/** The work on texts that takes long when they are large; data in, data out, so that it can be done in another thread. */
export interface Works {
  readonly decodeQueue: {
    readonly in: { readonly file: string; readonly text: string };
    readonly out: Decoded<readonly QueueEntry[]>;
  };
  readonly decodeDependencies: {
    readonly in: { readonly file: string; readonly text: string };
    readonly out: Decoded<readonly DependencyEntry[]>;
  };
  readonly edit: {
    readonly in: { readonly text: string; readonly changes: readonly JsonChange[] };
    readonly out: string;
  };
  readonly locate: {
    readonly in: { readonly file: string; readonly text: string; readonly findings: readonly Finding[] };
    readonly out: readonly Problem[];
  };
}

type WorkTable = { readonly [K in keyof Works]: (input: Works[K]['in']) => Works[K]['out'] };

const table: WorkTable = {
  decodeQueue: ({ file, text }) => decodeQueue(file, text),
  decodeDependencies: ({ file, text }) => decodeDependencies(file, text),
  edit: ({ text, changes }) => editJson(text, changes),
  locate: ({ file, text, findings }) => locate({ file, text }, findings),
};

export function doWork<K extends keyof Works>(what: K, input: Works[K]['in']): Works[K]['out'] {
  return table[what](input);
}
