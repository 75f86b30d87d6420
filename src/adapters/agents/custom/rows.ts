const LONGEST_ROW = 2_000;
/** Lines and blocks that boxes are drawn with, and nothing else. */
const RULE = /^[\u2500-\u259F ]+$/;

/** A row of a screen without control characters, the blanks at its end, and the frame there. */
export function cleanLine(line: string): string {
  const plain = line
    .slice(0, LONGEST_ROW)
    .replace(/\p{Cc}/gu, '')
    .trimEnd();
  return isRule(plain) || !/[│┃]$/.test(plain) ? plain : plain.slice(0, -1).trimEnd();
}

/** The edge of a box, and no row in it. */
export function isRule(line: string): boolean {
  return RULE.test(line) && !/^[ │┃]*$/.test(line);
}

/** Without the frame before it and the blanks around. */
export function unframed(line: string): string {
  return line.trimStart().replace(/^[│┃]/, '').trim();
}

/** Whether a clean row begins with this: blanks at its end are not there any more. */
export function beginsWith(line: string, prefix: string): boolean {
  return line.startsWith(prefix) || line === prefix.trimEnd();
}
