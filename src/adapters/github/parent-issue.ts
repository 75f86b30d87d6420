import type { KeptIssue, WantedIssue } from '../../ports/forge.ts';
import { decodeIssue, decodeIssues, type Issue, statusOf } from './decode-answer.ts';
import { isOutcomeUnknown } from './fault.ts';
import type { Place } from './place.ts';

const PER_PAGE = 100;
const MOST_PAGES = 5;

/** Finds the issue that carries the mark, or opens it, and has it say what is wanted (port `Forge.keepIssue`). */
export async function keepIssue(place: Place, wanted: WantedIssue): Promise<KeptIssue | null> {
  const there = (await known(place, wanted)) ?? (await found(place, wanted));
  if (there !== null) return rewritten(place, there, wanted);
  return wanted.isOver ? null : opened(place, wanted);
}

/** The one that it was told in before, whatever its text is by now: who took the mark out does not want it kept. */
async function known({ api, owner, name: repo }: Place, { number }: WantedIssue): Promise<Issue | null> {
  if (number === null) return null;
  try {
    return decodeIssue((await api.rest.issues.get({ owner, repo, issue_number: number })).data);
  } catch (error) {
    if ([404, 410].includes(statusOf(error) ?? 0)) return null;
    throw error;
  }
}

/** Whoever may not write here can write the mark, but set no label. */
async function found({ api, owner, name: repo }: Place, wanted: WantedIssue): Promise<Issue | null> {
  const labels = wanted.labels.join(',');
  const newest = { state: 'all', sort: 'created', direction: 'desc', per_page: PER_PAGE } as const;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { data } = await api.rest.issues.listForRepo({ owner, repo, labels, ...newest, page });
    const issues = decodeIssues(data);
    const ours = issues.find((issue) => issue.pull_request === undefined && isMarked(issue, wanted));
    if (ours !== undefined) return ours;
    if (issues.length < PER_PAGE) return null;
  }
  return null;
}

function isMarked({ body }: Issue, { mark }: WantedIssue): boolean {
  return (body ?? '').includes(mark);
}

/** What became of a try without an answer is looked up. */
async function opened(place: Place, wanted: WantedIssue): Promise<KeptIssue> {
  const { api, owner, name: repo } = place;
  const { title, body, labels } = wanted;
  try {
    return keptOf(
      decodeIssue((await api.rest.issues.create({ owner, repo, title, body, labels: [...labels] })).data),
    );
  } catch (error) {
    const there = isOutcomeUnknown(error) ? await found(place, wanted) : null;
    if (there === null) throw error;
    return keptOf(there);
  }
}

/** What is so already is not written again. One that a person closed stays closed. */
async function rewritten(place: Place, issue: Issue, wanted: WantedIssue): Promise<KeptIssue> {
  const { api, owner, name: repo } = place;
  const { title, body, isOver } = wanted;
  const closes = isOver && issue.state === 'open';
  const isSame =
    issue.title === title && (issue.body ?? '').replaceAll('\r\n', '\n').trimEnd() === body.trimEnd();
  if (!isMarked(issue, wanted) || (isSame && !closes)) return keptOf(issue);
  const state = closes ? ({ state: 'closed', state_reason: 'completed' } as const) : {};
  await api.rest.issues.update({ owner, repo, issue_number: issue.number, title, body, ...state });
  return keptOf(issue);
}

function keptOf({ number }: Issue): KeptIssue {
  return { number };
}
