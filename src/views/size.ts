const units: readonly (readonly [number, string])[] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
];

/** "812 B", "1.4 MB": with a fraction where it tells something, for sums. */
export function sizeInWords(bytes: number): string {
  const unit = units.find(([size]) => bytes >= size);
  if (unit === undefined) return `${bytes} B`;
  const amount = bytes / unit[0];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit[1]}`;
}
