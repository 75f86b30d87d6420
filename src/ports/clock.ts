/** Time is handed in: nothing but an implementation of this port reads a clock or sets a timer. */
export interface Clock {
  /** Epoch milliseconds; may jump. */
  now(): number;
  /** Milliseconds that never go back, and stand still while the machine sleeps. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Unpredictable lower-case hex digits, for ids. */
  randomHex(digits: number): string;
}
