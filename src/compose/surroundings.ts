/** What the parts of the program need to know of the process that they run in. */
export interface Surroundings {
  /** The environment that Czar was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Aborted when a signal wants an end. */
  readonly signal: AbortSignal;
  /** Says a line to a person who waits. */
  readonly progress: (line: string) => void;
}

/** The environment without the names that have no value. */
export function definedEnv(env: Surroundings['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
