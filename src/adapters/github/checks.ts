import type { ForgeCheck } from '../../domain/forge-report.ts';
import type { Sha } from '../../domain/names.ts';
import { refusalOf } from './decode-answer.ts';
import {
  type CheckRun,
  type CheckSuite,
  decodeCheckRuns,
  decodeCheckSuites,
  decodeForeignStatuses,
  type ForeignStatus,
} from './decode-report.ts';
import { isForbidden } from './fault.ts';
import { foreignTail, foreignText } from './foreign-text.ts';
import { openLogTails } from './log-tail.ts';
import { allPages, openLook } from './looks.ts';
import type { Place } from './place.ts';
import { OWN_CONTEXT } from './pull-request.ts';

const MOST_CHECKS = 200;
/** Of a large matrix that failed, the logs of so many are read. */
const MOST_LOGS = 20;
const NAME_LENGTH = 100;
const TAIL_LENGTH = 4_000;

/** What checks of others say of a commit: check runs, suites whose next runs are still to come, and statuses. */
export function openChecks({ api, owner, name }: Place): (head: Sha) => Promise<readonly ForgeCheck[]> {
  const at = { owner, repo: name };
  const runsAt = openLook(api, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', decodeCheckRuns);
  const suitesAt = openLook(api, 'GET /repos/{owner}/{repo}/commits/{ref}/check-suites', decodeCheckSuites);
  const statusesAt = openLook(api, 'GET /repos/{owner}/{repo}/commits/{ref}/status', decodeForeignStatuses);
  const logTail = openLogTails({ api, owner, name });
  const tailOf = async (run: CheckRun, isRead: boolean): Promise<string> => {
    const said = [run.output.title, run.output.summary].filter((one) => one !== null).join('\n');
    const log = isRead && run.app?.slug === 'github-actions' ? await logTail(run.id) : '';
    return foreignTail([said, log].filter((one) => one !== '').join('\n'), TAIL_LENGTH);
  };
  const ofRuns = async (runs: readonly CheckRun[]): Promise<readonly ForgeCheck[]> => {
    const told: ForgeCheck[] = [];
    let failed = 0;
    for (const run of runs) {
      const state = stateOfRun(run);
      if (state === 'failed') failed += 1;
      const tail = state === 'failed' ? await tailOf(run, failed <= MOST_LOGS) : '';
      told.push(check({ name: run.name, state, url: run.html_url ?? run.details_url, tail }));
    }
    return told;
  };
  return async (head) => {
    const where = { ...at, ref: head };
    const statuses = await allPages(statusesAt, where);
    const found = statuses.filter(({ context }) => !context.startsWith(OWN_CONTEXT)).map(ofStatus);
    try {
      const runs = await allPages(runsAt, where);
      found.push(...(await ofRuns(runs)));
      found.push(...(await suitesAt({ ...where, per_page: 100 })).flatMap((suite) => toCome(suite, runs)));
    } catch (error) {
      found.push(unseen(error));
    }
    return bounded(found);
  };
}

function stateOfRun({ status, conclusion }: CheckRun): ForgeCheck['state'] {
  if (status !== 'completed') return 'pending';
  switch (conclusion) {
    case 'success':
    case 'neutral':
    case 'skipped':
      return 'passed';
    case 'failure':
    case 'timed_out':
    case 'startup_failure':
      return 'failed';
    default:
      return 'stopped';
  }
}

/** Between two jobs of a workflow no run is under way; one that has no run at all may never have one. */
function toCome(
  { status, latest_check_runs_count, app }: CheckSuite,
  runs: readonly CheckRun[],
): ForgeCheck[] {
  if (status === 'completed' || latest_check_runs_count === 0) return [];
  if (runs.some((run) => stateOfRun(run) === 'pending')) return [];
  return [check({ name: app?.name ?? 'checks', state: 'pending', url: null, tail: '' })];
}

const STATES: Readonly<Record<string, ForgeCheck['state']>> = {
  success: 'passed',
  pending: 'pending',
  failure: 'failed',
  error: 'failed',
};

function ofStatus({ context, state, description, target_url }: ForeignStatus): ForgeCheck {
  const known = STATES[state] ?? 'stopped';
  return check({
    name: context,
    state: known,
    url: target_url,
    tail: known === 'failed' ? (description ?? '') : '',
  });
}

function check({ name, state, url, tail }: ForgeCheck): ForgeCheck {
  const address = url !== null && /^https?:\/\/[^\s\p{C}]{1,500}$/u.test(url) ? url : null;
  return {
    name: foreignText(name, NAME_LENGTH).replaceAll('\n', ' '),
    state,
    url: address,
    tail: foreignTail(tail, TAIL_LENGTH),
  };
}

/** Of a token without that right, nothing is known of the checks: that is not "there are none". */
function unseen(error: unknown): ForgeCheck {
  if (!isForbidden(error)) throw error;
  const tail = `GitHub answered 403: ${refusalOf(error)}; its token needs the right to read checks`;
  return check({ name: 'checks of GitHub', state: 'stopped', url: null, tail });
}

/** Those that passed are the ones to leave out. */
function bounded(found: readonly ForgeCheck[]): readonly ForgeCheck[] {
  const passed = found.filter(({ state }) => state === 'passed');
  const others = found.filter(({ state }) => state !== 'passed');
  return [...others, ...passed].slice(0, MOST_CHECKS);
}
