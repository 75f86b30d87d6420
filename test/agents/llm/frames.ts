import type { Reply, Turn } from './turn.ts';

/** An answer in the words of one dialect: the events of a stream in their order, and the same in one piece. */
export interface Frames {
  readonly events: readonly Frame[];
  readonly whole: object;
}

export interface Frame {
  /** Name of the event; null: the dialect names none. */
  readonly event: string | null;
  readonly data: object | string;
}

export type Answer = Extract<Reply, { as: 'text' | 'tool' }>;

/** Builds an answer. `number` makes its ids; no two answers of a server have the same. */
export type Framing = (answer: Answer, turn: Turn, number: number) => Frames;

/** Frames whose event is the type of their data. */
export function named(data: { readonly type: string; readonly [field: string]: unknown }): Frame {
  return { event: data.type, data };
}
