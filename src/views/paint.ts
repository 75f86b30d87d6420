/** Colours of the terminal. Cells are measured before they are painted. */
export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse';

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  inverse: [7, 27],
};

export type Paint = (colour: Colour, text: string) => string;

/** A painter, or one that leaves everything plain. */
export function painter(color: boolean): Paint {
  if (!color) return (_colour, text) => text;
  return (colour, text) => {
    const [on, off] = codes[colour];
    return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
