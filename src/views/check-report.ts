import type { CheckReport } from '../domain/check-report.ts';
import { passes } from '../domain/pull-request.ts';
import { shortDuration } from '../domain/units.ts';
import { harmless, harmlessBlock } from './cells.ts';

/** What the checks say of a pull request, with the last lines of those that fail. */
export function checkReportText({
  number,
  task,
  head,
  tip,
  verdict,
  checks,
  conflicts,
}: CheckReport): string {
  const at = `${head.slice(0, 8)} merged into ${tip.slice(0, 8)}`;
  const found = [
    ...conflicts.map((file) => `  conflict  ${harmless(file)}`),
    ...checks.flatMap(({ name, verdict: said, ms, tail }) => [
      `  ${said}  ${harmless(name)}  ${shortDuration(ms)}`,
      ...(passes(said) ? [] : harmlessBlock(tail).trimEnd().split('\n')).map((line) => `    ${line}`),
    ]),
  ];
  return `${[`#${number} ${harmless(task)}: ${verdict} (${at})`, ...found].join('\n')}\n`;
}
