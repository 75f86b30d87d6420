/** Correlation id of a decision or an effect: unique by epoch and count. "e3-17". */
export function causeId(epoch: number, count: number): string {
  return `e${epoch}-${count}`;
}

/** Whether `a` was given out after `b`. */
export function isLaterCause(a: string, b: string): boolean {
  const [epochA, countA] = partsOf(a);
  const [epochB, countB] = partsOf(b);
  return epochA === epochB ? countA > countB : epochA > epochB;
}

function partsOf(cause: string): readonly [number, number] {
  const [, epoch = '0', count = '0'] = /^e(\d+)-(\d+)$/.exec(cause) ?? [];
  return [Number(epoch), Number(count)];
}
