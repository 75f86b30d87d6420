import type { Verdict } from '../../domain/delivery.ts';
import type { DeliveryId } from '../../domain/names.ts';
import type { Typed } from '../../ports/terminal.ts';

export interface Sent {
  readonly id: DeliveryId;
  readonly text: string;
  readonly bytes: number;
}

/** Where a text got to, and why that is known. `refused`: it provably was not submitted. */
export interface Ended {
  readonly verdict: Verdict;
  readonly because: string;
}

/** A dialog stands between the text and its Enter, and whether the text is behind it cannot be seen. */
export interface Behind {
  readonly verdict: 'held';
  readonly because: string;
  readonly entered: boolean;
}

export const NOT_TYPED: Readonly<Record<Extract<Typed, { typed: false }>['because'], string>> = {
  gone: 'its session is gone',
  'other-generation': 'another session is in its place',
  'copy-mode': 'somebody reads back in its pane',
  human: 'somebody is typing in its pane',
};

/** Why nothing is typed into an agent that has not read what was typed before. */
export const UNREAD = 'its agent does not read what is typed';
