/** What came of one scenario with one kind of agent. Durations in milliseconds. */
export interface SelftestRun {
  readonly kind: string;
  readonly scenario: string;
  readonly ok: boolean;
  /** What happened; of a failure also what was expected. */
  readonly says: string;
  readonly ms: number;
  /** From the first key to the receipt that confirms; null: nothing was confirmed. */
  readonly receiptMs: number | null;
}

/** What came of starting an agent of this machine. */
export interface SelftestAgent {
  readonly kind: string;
  /** As its program says; null: it does not say. */
  readonly version: string | null;
  /** `asks`: it stands at a dialog that Czar reads. */
  readonly state: 'ready' | 'asks' | 'failed' | 'not found';
  readonly says: string;
  /** From its start on; null: it was not started. */
  readonly ms: number | null;
}

export interface SelftestReport {
  /** As `tmux -V` says. */
  readonly tmux: string;
  readonly runs: readonly SelftestRun[];
  readonly agents: readonly SelftestAgent[];
  readonly ms: number;
}

/** Whether nothing failed. An agent that is not there is no failure. */
export function isSound({ runs, agents }: Pick<SelftestReport, 'runs' | 'agents'>): boolean {
  return runs.every(({ ok }) => ok) && agents.every(({ state }) => state !== 'failed');
}
