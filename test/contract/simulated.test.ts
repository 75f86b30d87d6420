import type { PaneIdentity } from '../../src/domain/generation.ts';
import type { SessionSpec } from '../../src/ports/terminal.ts';
import type { WorktreePlace } from '../../src/ports/repository.ts';
import { beginLife, type Life } from '../sim/life.ts';
import { accountBoard } from '../sim/ports/accounts.ts';
import { doorFrame } from '../sim/ports/door.ts';
import { forgeSite } from '../sim/ports/forge.ts';
import { openRemote } from '../sim/ports/git/remote.ts';
import { simulatedRepository } from '../sim/ports/git/repository.ts';
import { gitStore } from '../sim/ports/git/store.ts';
import { gitHubSite } from '../sim/ports/github.ts';
import { eventFolders } from '../sim/ports/inbox.ts';
import { journalDisk } from '../sim/ports/journal.ts';
import { simulatedServers } from '../sim/ports/mcp.ts';
import { programShelf } from '../sim/ports/programs.ts';
import { computer } from '../sim/ports/machine.ts';
import { type Program, terminalServer, type Tty } from '../sim/ports/terminal.ts';
import { type Random, seeded } from '../sim/random.ts';
import { keepRunning, openScheduler, type Scheduler } from '../sim/scheduler.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { describeAccounts } from './accounts-suite.ts';
import { describeDoor } from './door-suite.ts';
import { describeForge, describeRestoring } from './forge-suite.ts';
import { withoutBranches } from './forge-bench.ts';
import { describeInbox } from './inbox-suite.ts';
import { describeJournal } from './journal-suite.ts';
import { describeMcp } from './mcp-suite.ts';
import { describePrograms } from './programs-suite.ts';
import { describeRepository, type RepositoryWorld } from './repository-suite.ts';
import { describeTerminal, type TerminalBench } from './terminal-suite.ts';

const NOON = 1_760_000_000_000;

/** Virtual time that runs by itself, as fast as it can. */
function aMoment(): { readonly scheduler: Scheduler; readonly random: Random; readonly life: Life } {
  const random = seeded('contract');
  const scheduler = keepRunning(openScheduler(random.fork('order'), NOON));
  return { scheduler, random, life: beginLife(scheduler, random.fork('life')) };
}

describeForge('the simulated forge', () => {
  const { scheduler, life } = aMoment();
  return Promise.resolve(withoutBranches(forgeSite(scheduler).connection(life)));
});

describeForge('the simulated GitHub', () => {
  const { scheduler, random, life } = aMoment();
  const { objects } = gitStore({ projectId: '0', now: () => scheduler.now });
  const remote = openRemote();
  const weather = {
    lost: 0,
    stale: 0,
    locked: [],
    ci: { none: 100, red: 0, redThenGreen: 0, never: 0, mostMs: 1 },
  };
  const site = gitHubSite({ scheduler, remote, objects, random, weather, projectId: '0' });
  const put = (branch: string, parents: readonly string[]): Promise<string> => {
    const sha = objects.commit({ parents, tree: new Map(), message: `on ${branch}\n`, at: scheduler.now });
    remote.put(branch, sha, 'human');
    return Promise.resolve(sha);
  };
  const first = objects.commit({ parents: [], tree: new Map(), message: 'first\n', at: NOON });
  for (const branch of ['main', 'omnibus/shop']) remote.put(branch, first, 'human');
  const tip = (branch: string): string => remote.tips.get(branch) ?? first;
  return Promise.resolve({
    forge: site.connection(life),
    commit: (branch) => put(branch, [tip(branch)]),
    merge: (branch, into) => put(into, [tip(into), tip(branch)]),
    said: (number) => Promise.resolve((site.pullRequests.get(number)?.reviews ?? []).map(({ text }) => text)),
  });
});

describeRestoring('the simulated forge', () => {
  const { scheduler, life } = aMoment();
  return Promise.resolve(forgeSite(scheduler).connection(life));
});

describeMcp('simulated', () => {
  const { life } = aMoment();
  const server = { command: 'x', args: [], env: {} };
  return Promise.resolve({
    servers: simulatedServers(life, (name) => name === 'good'),
    good: { name: 'good', ...server },
    bad: { name: 'bad', ...server },
  });
});

describePrograms('simulated', () => {
  const { life, scheduler } = aMoment();
  const shelf = programShelf(() => scheduler.now);
  return Promise.resolve([shelf.programs(life), shelf.programs(life)]);
});

describeJournal('simulated', () => {
  const { scheduler, random, life } = aMoment();
  const disk = journalDisk(scheduler, random);
  return { opener: () => disk.opener(life) };
});

describeInbox('the simulated inbox', () => {
  const { life } = aMoment();
  const folders = eventFolders();
  return Promise.resolve({
    inbox: folders.inbox(life),
    leave: (folder: string, content: string) => life.ask(() => folders.leave(folder, content)),
  });
});

describeAccounts('simulated', () => {
  const { life } = aMoment();
  const board = accountBoard();
  return Promise.resolve([board.accounts(life), board.accounts(life)]);
});

describeDoor('simulated', () => {
  const { scheduler, random, life } = aMoment();
  const frame = doorFrame();
  return {
    door: () => frame.door(beginLife(scheduler, random.fork('other')), process.pid),
    client: () => frame.client(life),
  };
});

describeTerminal('simulated', () => {
  const { scheduler, life } = aMoment();
  const received = new Map<string, string>();
  const keyOf = ({ worker, generation }: SessionSpec): string => `${worker} ${generation}`;
  const server = terminalServer({
    scheduler,
    project: 'shop',
    run: (spec, tty) =>
      receiver(tty, (text) => received.set(keyOf(spec), (received.get(keyOf(spec)) ?? '') + text)),
  });
  const bench: TerminalBench = {
    terminal: server.terminal(life),
    spec: (worker, generation) => ({
      worker,
      generation,
      cwd: '/project',
      argv: ['receiver'],
      env: {},
      kit: { folder: '/run/kit', files: [] },
      logFile: '/logs/log',
      logBytes: 1_000,
    }),
    received: (spec) => life.ask(() => received.get(keyOf(spec)) ?? ''),
    crash: (who: PaneIdentity) => life.ask(() => server.crash(who, { status: null, signal: 9 })),
    loseServer: () => life.ask(() => server.loseServer()),
  };
  return Promise.resolve(bench);
});

/** Notes all that is typed. */
function receiver(tty: Tty, note: (text: string) => void): Program {
  const keys: Readonly<Record<string, string>> = { Enter: '\r', 'C-u': '\u0015' };
  return {
    paste(text) {
      tty.wrote();
      note(text);
    },
    key: (name) => note(keys[name] ?? name),
    screen: () => ({ lines: ['ready'], cursorX: 0, cursorY: 0 }),
    end: () => undefined,
  };
}

describeRepository('the simulated one', async (): Promise<RepositoryWorld> => {
  const { scheduler, random, life } = aMoment();
  const projectId = 'a1b2c3d4e5f6';
  const store = gitStore({ projectId, now: () => scheduler.now });
  const tree = new Map([['README', 'shop\n']]);
  const first = store.objects.commit({ parents: [], tree, message: 'first\n', at: NOON });
  store.objects.move('refs/heads/main', first);
  const machine = computer(scheduler);
  const repository = simulatedRepository({ store, life, computer: machine, random, runCheck: () => null });
  const write = (place: WorktreePlace, file: string, text: string | null): void => {
    const { files } = store.at(place);
    if (text === null) files.delete(file);
    else files.set(file, text);
  };
  return {
    repository,
    projectId,
    first,
    worktree: (worker) =>
      repository.worktrees.prepare({
        worker,
        path: `/worktrees/${worker}`,
        at: first,
        setup: { run: null, copy: [], link: [], timeoutMs: 1_000 },
        setupHash: null,
        ...looseLeash,
      }),
    commit(place, message, files = {}) {
      for (const [file, text] of Object.entries(files)) write(place, file, text);
      return store.commit(store.at(place), message);
    },
    write,
    read: (place, file) => store.at(place).files.get(file) ?? null,
    rewind(place, to) {
      const checkout = store.at(place);
      checkout.files = new Map(store.objects.get(to).tree);
      if (checkout.branch === null) checkout.detached = to;
      else store.objects.move(`refs/heads/${checkout.branch}`, to);
    },
  };
});
