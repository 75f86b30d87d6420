/** Whether `error` carries one of these system error codes (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** A file or folder that is not there. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

/** One line about what went wrong, for the `because` of a fault. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
