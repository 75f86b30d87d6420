import { checkReportText } from '../../views/check-report.ts';
import type { CheckReport } from '../../domain/check-report.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { JsonOption } from './options.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, sayJson } from './say.ts';

interface Checking {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: JsonOption;
}

/** Runs the checks of these pull requests, one after the other, at what merging each of them now would make. */
export async function checkRequests(
  { door, io, options }: Checking,
  requests: readonly PullRequest[],
): Promise<ExitCode> {
  const reports: CheckReport[] = [];
  for (const { number, task, state } of requests) {
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
    const because = task === null ? 'it is the omnibus' : `it is ${state}`;
    if (task === null || state !== 'open')
      return badUsage(io, { what: 'check', on: `#${number}`, because, help: 'czar pr' });
    const report = await door.checkRequest(number);
    reports.push(report);
    if (options.json !== true) io.stdout.write(checkReportText(report));
  }
  if (options.json === true) sayJson(io, reports);
  else if (reports.length === 0) io.stdout.write('no pull request is open\n');
  return reports.every(({ verdict }) => verdict === 'passed' || verdict === 'no-change')
    ? exit.done
    : exit.failed;
}
