import { counted } from '../domain/counted.ts';
import { fit, harmless } from './cells.ts';
import { painter } from './paint.ts';
import { sizeInWords } from './size.ts';
import { tableLines } from './table.ts';
import type { CleanPlan, CleanReport, KeptThing } from '../domain/clean-plan.ts';
import type { Frame } from './frame.ts';

/** `root`: the project's, from which its paths are told. */
export interface CleanFrame extends Frame {
  readonly root: string;
}

function shortName(name: string, { root }: CleanFrame): string {
  return harmless(name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name);
}

/** What would go, how big it is and why nothing is lost by it; then what stays, and why. */
export function cleanPlanText(plan: CleanPlan, frame: CleanFrame): string {
  const bytes = plan.steps.reduce((sum, step) => sum + (step.bytes ?? 0), 0);
  const table = tableLines(
    {
      columns: [
        { title: 'REMOVES', min: 8, leaveOut: 2 },
        { title: 'NAME', min: 12, leaveOut: 0 },
        { title: 'SIZE', min: 6, align: 'right', leaveOut: 3 },
        { title: 'PROOF', min: 12, leaveOut: 1 },
      ],
      rows: plan.steps.map(({ what, name, bytes: size, proof }) => [
        { text: what },
        { text: shortName(name, frame) },
        { text: size === null ? '-' : sizeInWords(size) },
        { text: harmless(proof) },
      ]),
    },
    frame.columns,
    painter(frame.color),
  );
  const steps = plan.steps.length === 0 ? ['nothing to remove'] : table;
  const total =
    plan.steps.length === 0 ? [] : [`${counted(plan.steps.length, 'thing')}, ${sizeInWords(bytes)}`];
  return `${[...steps, ...keptLines(plan.kept, frame), ...total].join('\n')}\n`;
}

export function cleanReportText(report: CleanReport, frame: CleanFrame): string {
  const kept = keptLines(report.kept, frame);
  return `${[...kept, `removed ${counted(report.removed, 'thing')}, ${sizeInWords(report.bytes)}`].join('\n')}\n`;
}

function keptLines(kept: readonly KeptThing[], frame: CleanFrame): readonly string[] {
  return kept.map(({ name, because }) =>
    fit(`keeps ${shortName(name, frame)}: ${harmless(because)}`, frame.columns),
  );
}
