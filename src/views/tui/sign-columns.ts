import type { GridColumn } from './grid.ts';
import type { Sign } from './signs.ts';

interface WordColumn<Item> extends Pick<GridColumn<Item>, 'title' | 'min' | 'max' | 'leaveOut'> {
  readonly sign: (item: Item) => Sign;
}

/** One cell in front of a row, for what its word says too. */
export function signColumn<Item>(sign: (item: Item) => Sign): GridColumn<Item> {
  return {
    title: '',
    min: 1,
    max: 1,
    leaveOut: 0,
    text: (item) => sign(item).text,
    colour: (item) => sign(item).colour,
  };
}

/** The word of a sign, in its colour. */
export function wordColumn<Item>({ sign, ...column }: WordColumn<Item>): GridColumn<Item> {
  return { ...column, text: (item) => sign(item).word, colour: (item) => sign(item).colour };
}
