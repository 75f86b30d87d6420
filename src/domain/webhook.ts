/** Why a call of the forge is not heard. */
export type HookRefusal = 'forged' | 'replayed' | 'outdated' | 'oversized' | 'other-repository' | 'malformed';

/** What is known of the calls by which a remote forge tells that something changed there. Times are epoch milliseconds. */
export interface HookState {
  /** Where it is listened, such as `127.0.0.1:7420`. */
  readonly address: string;
  /** When the last genuine one came; null: none did. */
  readonly heardAt: number | null;
  /** Genuine ones since the supervisor began. */
  readonly heard: number;
  readonly refused: Readonly<Partial<Record<HookRefusal, number>>>;
  /** Why nothing can be heard; null: it is listened. */
  readonly trouble: string | null;
}
