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

/** On a light background yellow and cyan of most terminals cannot be read: darker ones of the 256 colours stand for them. */
const darker: Readonly<Partial<Record<Colour, number>>> = { red: 124, green: 22, yellow: 94, cyan: 24 };

/** Whether colours are wanted; `light`: on a light background, and the terminal has 256 of them. */
export type Colours = boolean | 'light';

export type Paint = (colour: Colour, text: string) => string;

/** A painter, or one that leaves everything plain. */
export function painter(color: Colours): Paint {
  if (color === false) return (_colour, text) => text;
  return (colour, text) => {
    const [plain, off] = codes[colour];
    const dark = color === 'light' ? darker[colour] : undefined;
    const on = dark === undefined ? plain : `38;5;${dark}`;
    return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
