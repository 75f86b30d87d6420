/** One step of a scripted task. Times are milliseconds. */
export type Step =
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'write'; readonly path: string; readonly content: string }
  | { readonly do: 'pause'; readonly ms: number }
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'commit'; readonly subject: string; readonly complete: boolean }
  | Directive;

/** What makes the agent a difficult one, at this place of its task. `ms` null: for ever. */
export type Directive =
  | { readonly do: 'permission'; readonly text: string }
  | { readonly do: 'question'; readonly text: string }
  | { readonly do: 'freeze'; readonly ms: number | null }
  | { readonly do: 'silent'; readonly ms: number | null }
  | { readonly do: 'crash'; readonly status: number; readonly once: boolean }
  | { readonly do: 'flood'; readonly bytes: number }
  | { readonly do: 'limit'; readonly ms: number }
  | { readonly do: 'blocked'; readonly text: string }
  | { readonly do: 'other-branch'; readonly name: string }
  | { readonly do: 'leftovers'; readonly path: string }
  | { readonly do: 'forge-marker' }
  | { readonly do: 'no-events' }
  | { readonly do: 'no-marker' }
  | { readonly do: 'swallow-first-enter' };

/** The steps of a task, by what they answer to. `rework` holds one list per round. Null: none are written. */
export interface Script {
  readonly opening: readonly Step[] | null;
  readonly rework: readonly (readonly Step[])[];
  readonly answer: readonly Step[] | null;
  readonly message: readonly Step[] | null;
}

/** Subject of the commit that a `blocked` directive makes. */
export const BLOCKED_SUBJECT = 'Stop for a question';
