import { canonicalText } from '../../src/domain/delivery.ts';
import { isSameText } from '../../src/domain/same-text.ts';
import type { Turn } from './llm/turn.ts';
import { isDelivery, toldIn } from './stage.ts';

/** How a task's text came to the model. */
export interface Arrival {
  readonly how: 'whole and once' | 'never' | 'altered' | `${number} times`;
  /** Byte for byte as Czar sends it: the agent did not even write tabs or accents otherwise. */
  readonly isExact: boolean;
}

const BEGIN = '----- task -----\n';
const END = '\n----- how to finish -----';

/** Looks through everything that the model was ever sent for the opening of this task. */
export function arrivalOf(turns: readonly Turn[], task: string, text: string): Arrival {
  const opening = new RegExp(String.raw`^\s*\[czar d-[^\]]+\] Task ${task}, attempt`);
  const told = turns.filter((turn) => turn.hasTools && opening.test(toldIn(turn) ?? ''));
  const [first] = told;
  if (first === undefined) return { how: 'never', isExact: false };
  const most = Math.max(...turns.map(({ texts }) => texts.filter((one) => opening.test(one)).length));
  const times = Math.max(told.length, most);
  const sheet = sheetIn(toldIn(first) ?? '');
  const isExact = canonicalText(sheet) === canonicalText(text);
  if (times > 1) return { how: `${times} times`, isExact };
  return { how: isSameText(sheet, text) ? 'whole and once' : 'altered', isExact };
}

/** The task's own text within a delivery. */
function sheetIn(delivery: string): string {
  const begin = delivery.indexOf(BEGIN);
  const end = delivery.lastIndexOf(END);
  return begin < 0 || end < begin ? '' : delivery.slice(begin + BEGIN.length, end);
}

/** All that the model knows of other tasks in this turn: their openings. */
export function openingsIn({ texts }: Turn): readonly string[] {
  return texts.filter(isDelivery).flatMap((text) => /\] Task (\S+), attempt/.exec(text)?.[1] ?? []);
}
