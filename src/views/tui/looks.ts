/** What a person saw of a project. Epoch milliseconds. */
export interface Look {
  /** What happened after this is what they are told of; 0: everything. */
  readonly since: number;
  /** When they were last there before they came; not before `since`. */
  readonly leftAt: number;
}

/** Of somebody who was never there. */
export const neverLooked: Look = { since: 0, leftAt: 0 };

/** Away for less than this, one goes on with the same look: what was told of it before can be called up again. */
export const absenceMs = 10 * 60_000;

/** The look of somebody who comes now and was last there at `leftAt`. */
export function lookFrom({ since, leftAt }: Look, now: number): Look {
  return now - leftAt >= absenceMs ? { since: leftAt, leftAt } : { since, leftAt };
}
