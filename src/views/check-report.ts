import type { CheckReport } from '../domain/check-report.ts';
import { passes } from '../domain/pull-request.ts';
import { shortDuration } from '../domain/units.ts';
import { harmless, harmlessBlock } from './cells.ts';

/** What rules and checks say of a pull request, with the last lines of those that fail, and where its review stands. */
export function checkReportText({
  number,
  task,
  head,
  tip,
  verdict,
  checks,
  conflicts,
  protected: paths,
  review,
}: CheckReport): string {
  const at = `${head.slice(0, 8)} merged into ${tip.slice(0, 8)}`;
  const found = [
    ...conflicts.map((file) => `  conflict  ${harmless(file)}`),
    ...checks.flatMap(({ name, verdict: said, ms, tail }) => [
      `  ${said}  ${harmless(name)}  ${shortDuration(ms)}`,
      ...(passes(said) && said !== 'warned' ? [] : harmlessBlock(tail).trimEnd().split('\n')).map(
        (line) => `    ${line}`,
      ),
    ]),
    ...paths.map((path) => `  needs you  ${harmless(path)} is protected`),
    ...(review === null ? [] : [`  review  ${harmless(review)}`]),
  ];
  return `${[`#${number} ${harmless(task)}: ${verdict} (${at})`, ...found].join('\n')}\n`;
}
