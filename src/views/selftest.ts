import type { SelftestAgent, SelftestReport, SelftestRun } from '../domain/selftest.ts';
import { harmless } from './cells.ts';
import type { Frame } from './frame.ts';
import { painter, type Paint } from './paint.ts';
import { tableLines, type TableCell, type TableColumn } from './table.ts';

const AGENT_CELLS = 10;

/** One line of progress, when a scenario is through. */
export function runLine(
  { kind, scenario, ok, says, ms }: SelftestRun,
  { done, of }: { readonly done: number; readonly of: number },
): string {
  const place = `${String(done).padStart(String(of).length)}/${of}`;
  return `${place} ${ok ? 'ok' : 'FAILED'} ${kind} ${scenario} ${seconds(ms)}: ${harmless(says)}`;
}

/** One line about an agent of this machine. */
export function agentLine({ kind, version, state, says, ms }: SelftestAgent): string {
  const time = ms === null ? '' : ` in ${seconds(ms)}`;
  return `${kind.padEnd(AGENT_CELLS)}${version === null ? '' : `${harmless(version)} `}${state}${time}: ${harmless(says)}`;
}

/** The rates of each scenario and kind, what failed, and the agents of this machine. */
export function selftestText(report: SelftestReport, frame: Frame): string {
  const { runs, agents, tmux, ms } = report;
  const paint = painter(frame.color);
  const passed = runs.filter(({ ok }) => ok).length;
  const blocks = [
    runs.length === 0 ? [] : tableLines(tableOf(runs), frame.columns, paint),
    failureLines(runs, paint),
    agents.length === 0 ? [] : ['Agents of this machine:', ...agents.map((agent) => `  ${agentLine(agent)}`)],
    [`${harmless(tmux)}: ${passed} of ${runs.length} scenarios as they should be, in ${seconds(ms)}`],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tableOf(runs: readonly SelftestRun[]): Parameters<typeof tableLines>[0] {
  const kinds = unique(runs.map(({ kind }) => kind));
  const scenarios = unique(runs.map(({ scenario }) => scenario));
  const columns: readonly TableColumn[] = [
    { title: 'SCENARIO', min: 12, leaveOut: 0 },
    ...kinds.map((title): TableColumn => ({ title: title.toUpperCase(), min: 7, leaveOut: 0 })),
  ];
  const rows = scenarios.map((scenario): readonly TableCell[] => [
    { text: scenario },
    ...kinds.map((kind) => outcome(runs.filter((run) => run.kind === kind && run.scenario === scenario))),
  ]);
  const ofKind = (kind: string): readonly SelftestRun[] => runs.filter((run) => run.kind === kind);
  const foot: readonly (readonly TableCell[])[] = [
    [{ text: 'passed', colour: 'bold' }, ...kinds.map((kind) => rate(ofKind(kind)))],
    [{ text: 'receipt, median', colour: 'bold' }, ...kinds.map((kind) => ({ text: median(ofKind(kind)) }))],
  ];
  return { columns, rows: [...rows, ...foot] };
}

function outcome(runs: readonly SelftestRun[]): TableCell {
  if (runs.length === 0) return { text: '-', colour: 'dim' };
  if (runs.length > 1) return rate(runs);
  return runs.every(({ ok }) => ok) ? { text: 'ok', colour: 'green' } : { text: 'FAILED', colour: 'red' };
}

function rate(runs: readonly SelftestRun[]): TableCell {
  const passed = runs.filter(({ ok }) => ok).length;
  return { text: `${passed}/${runs.length}`, colour: passed === runs.length ? 'green' : 'red' };
}

function median(runs: readonly SelftestRun[]): string {
  const times = runs
    .flatMap(({ receiptMs }) => (receiptMs === null ? [] : [receiptMs]))
    .sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  return middle === undefined ? '-' : `${Math.round(middle)}ms`;
}

function failureLines(runs: readonly SelftestRun[], paint: Paint): readonly string[] {
  return runs
    .filter(({ ok }) => !ok)
    .map(({ kind, scenario, says }) => `${paint('red', 'FAILED')} ${kind} ${scenario}: ${harmless(says)}`);
}

function unique(names: readonly string[]): readonly string[] {
  return Array.from(new Set(names));
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)}s`;
}
