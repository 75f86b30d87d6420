/** An answer of GitHub that is no success. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: readonly Readonly<Record<string, string>>[];
  constructor(status: number, message: string, errors: readonly Readonly<Record<string, string>>[] = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}
