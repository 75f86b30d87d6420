/** The contract with scripts: what a run of `czar` came to. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  human: 4,
} as const;

/** SIGINT and SIGTERM, as shells report them. */
export type Interruption = 130 | 143;

export type ExitCode = 0 | 1 | 2 | 3 | 4 | Interruption;
