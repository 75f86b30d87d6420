import { shortDuration } from './units.ts';

/**
 * One sentence of a reason. With a time it goes on with that: how long ago it was, or since when it is so; whoever shows it knows the
 * time of day there.
 */
export interface Reason {
  readonly says: string;
  readonly time?: {
    /** Epoch milliseconds. */
    readonly at: number;
    readonly is: 'ago' | 'since';
    /** What comes behind it. */
    readonly behind: string;
  };
}

export type Reasoned = Reason | string | null;

export function ago(says: string, at: number, behind = ''): Reason {
  return { says, time: { at, is: 'ago', behind } };
}

export function since(says: string, at: number, behind = ''): Reason {
  return { says, time: { at, is: 'since', behind } };
}

/** Without the time of day, as it is now: for whoever reads it at once. */
export function plainReason({ says, time }: Reason, now: number): string {
  if (time === undefined) return says;
  const age = shortDuration(now - time.at);
  return `${says}${time.is === 'ago' ? `${age} ago` : ` for ${age}`}${time.behind}`;
}
