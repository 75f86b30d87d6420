import type { PullRequest } from '../../src/domain/pull-request.ts';
import { type GitHubSite, gitHubSite } from './ports/github.ts';
import type { Judging } from './ports/git/merges.ts';
import { openRemote, type Remote } from './ports/git/remote.ts';
import { trackingRef } from './ports/git/remote-merges.ts';
import type { GitStore } from './ports/git/store.ts';
import type { Random } from './random.ts';
import { PROJECT_ID, type Scenario } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';

/** The remote of a world, the forge that keeps it, and the people who use both. */
export interface OpenGitHub {
  readonly site: GitHubSite;
  readonly remote: Remote;
  readonly lost: number;
  /** Whether people merged or pushed something there. */
  readonly isTouched: boolean;
}

interface Around {
  readonly scheduler: Scheduler;
  readonly store: GitStore;
  readonly random: Random;
}

const INTEGRATION = 'omnibus/shop';

/** Null: the scenario has none. */
export function openGitHub({ github }: Scenario, { scheduler, store, random }: Around): OpenGitHub | null {
  if (github === undefined) return null;
  const { objects } = store;
  const remote = openRemote();
  const main = objects.refs.get('refs/heads/main');
  if (main === undefined) throw new Error('there is no main');
  objects.move(trackingRef('main'), main);
  remote.put('main', main, 'human');
  if (github.isProtected) {
    remote.put(INTEGRATION, main, 'human');
    remote.protect(INTEGRATION);
  }
  const { weather } = github;
  const site = gitHubSite({
    scheduler,
    remote,
    objects,
    random: random.fork('site'),
    weather,
    projectId: PROJECT_ID,
  });
  let isTouched = false;
  letPeopleIn(github, { scheduler, store, random: random.fork('people'), site, remote }, () => {
    isTouched = true;
  });
  return {
    site,
    remote,
    lost: weather.lost,
    get isTouched() {
      return isTouched;
    },
  };
}

/** What the repository of a life needs of it. */
export function accessTo(atGitHub: OpenGitHub | null): Pick<Judging, 'access'> {
  return atGitHub === null ? {} : { access: atGitHub };
}

function isBug(content: string): boolean {
  return content.includes('BUG');
}

const MOST_LATER_MS = 10 * 60_000;

/** Somebody takes a liking to a pull request when it is opened. */
function letPeopleIn(
  { people: { merges, closes, pushes, opens } }: NonNullable<Scenario['github']>,
  { scheduler, store, random, site, remote }: Around & { readonly site: GitHubSite; readonly remote: Remote },
  onTouch: () => void,
): void {
  const seen = new Set<number>();
  const later = (act: () => void): void =>
    void scheduler.after(random.int(0, MOST_LATER_MS), () => {
      onTouch();
      act();
    });
  site.onChange(({ number, task, head }: PullRequest) => {
    if (task === null || seen.has(number)) return;
    seen.add(number);
    const drawn = random.int(0, 99);
    if (drawn < merges) later(() => void (isSound(head) && site.mergeByHand(number)));
    else if (drawn < merges + closes) later(() => site.closeByHand(number));
    else if (drawn < merges + closes + pushes) later(() => pushTo(head));
  });
  // Merged with a bug, nothing would pass its checks any more, and they would say how to go on for ever.
  const isSound = (branch: string): boolean => {
    const tip = remote.tips.get(branch);
    return tip !== undefined && ![...store.objects.get(tip).tree.values()].some(isBug);
  };
  const pushTo = (branch: string): void => {
    const tip = remote.tips.get(branch);
    if (tip === undefined) return;
    const { tree } = store.objects.get(tip);
    const more = new Map([...tree, [`hand/${scheduler.now}.txt`, 'by hand\n']]);
    const commit = { parents: [tip], tree: more, message: 'by hand\n', at: scheduler.now };
    remote.put(branch, store.objects.commit(commit), 'human');
  };
  remote.onMove(({ branch, before, by }) => {
    if (by !== 'czar' || before !== null || !branch.startsWith('feat/')) return;
    if (random.int(0, 99) < opens) site.openByHand(branch, INTEGRATION);
  });
}
