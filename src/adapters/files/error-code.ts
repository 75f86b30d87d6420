/** Whether `error` carries this system error code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A file or folder that is not there. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

/** One line about what went wrong, for the `because` of a fault. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
