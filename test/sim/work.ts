import { readDelivered } from '../../src/adapters/agents/demo/delivered.ts';
import { fullRef, mergeTrees } from './ports/git/objects.ts';
import type { Checkout, GitStore } from './ports/git/store.ts';
import { type Scenario, temperOf } from './scenario.ts';
import type { Turn } from './turn.ts';

/** What agents of a world have done so far, task by task: it decides what they do next. */
export interface Craft {
  work(place: { readonly path: string; readonly worker: string }, text: string, turn: Turn): Promise<void>;
  /** Everything that agents left uncommitted, by path. */
  readonly left: ReadonlyMap<string, string>;
}

/** A text that is too long to be typed lies in a file, which an agent reads. One that is gone would be work for nobody. */
function readWhole({ path, texts }: Checkout, typed: string): string {
  const [, name] = /^.*\/\.czar-text\/(\S+)$/m.exec(typed) ?? [];
  if (name === undefined) return typed;
  const text = texts.get(name);
  if (text === undefined) throw new Error(`the text ${name} does not lie in ${path}`);
  return text;
}

const INTEGRATION = 'omnibus/shop';

interface Doing {
  readonly task: string;
  readonly checkout: Checkout;
  readonly turn: Turn;
  readonly worker: string;
}

interface Used {
  bugs: number;
  asks: number;
  crashes: number;
  freezes: number;
  permissions: number;
  forgot: boolean;
  strayed: boolean;
}

export function craftOf(scenario: Scenario, store: GitStore): Craft {
  const left = new Map<string, string>();
  const used = new Map<string, Used>();
  const usedOf = (task: string): Used => {
    const known = used.get(task) ?? {
      bugs: 0,
      asks: 0,
      crashes: 0,
      freezes: 0,
      permissions: 0,
      forgot: false,
      strayed: false,
    };
    used.set(task, known);
    return known;
  };
  let count = 0;
  const next = (): number => {
    count += 1;
    return count;
  };

  const commit = ({ checkout, task }: Doing, message: string): void => {
    store.commit(checkout, `${task}: ${message}`);
  };
  const stumble = async (doing: Doing): Promise<void> => {
    const [temper, counts] = [temperOf(scenario, doing.task), usedOf(doing.task)];
    if (counts.crashes < temper.crashes && doing.turn.random.chance(0.3)) {
      counts.crashes += 1;
      await doing.turn.crash(doing.turn.random.int(1, 3));
    }
    if (counts.freezes < temper.freezes && doing.turn.random.chance(0.5)) {
      counts.freezes += 1;
      await doing.turn.freeze();
    }
    if (counts.permissions < temper.permissions) {
      counts.permissions += 1;
      await doing.turn.may(`May I do ${doing.task} ${next()}?`);
    }
  };
  const stray = (doing: Doing): void => {
    const { strays } = temperOf(scenario, doing.task);
    const counts = usedOf(doing.task);
    if (strays === 'no' || counts.strayed) return;
    counts.strayed = true;
    const { checkout } = doing;
    const sha = store.head(checkout);
    checkout.detached = sha;
    checkout.branch = null;
    if (strays === 'detached') return;
    checkout.branch = `side-${doing.task}-${next()}`;
    store.objects.move(fullRef(checkout.branch), sha);
  };
  const share = ({ checkout, task }: Doing): void => {
    const before = checkout.files.get('src/shared.txt') ?? '';
    checkout.files.set('src/shared.txt', `${before}${task} ${next()}\n`);
  };
  const build = async (doing: Doing): Promise<void> => {
    const temper = temperOf(scenario, doing.task);
    stray(doing);
    if (temper.idles) return;
    for (let at = 0; at < temper.commits; at += 1) {
      await doing.turn.sleep(doing.turn.random.int(1, temper.stepMs));
      if (at === 0 && temper.shares) share(doing);
      doing.checkout.files.set(`src/${doing.task}-${at}.txt`, `${doing.task} part ${next()}\n`);
      await stumble(doing);
      commit(doing, `part ${at}`);
    }
    await doing.turn.sleep(doing.turn.random.int(1, temper.stepMs));
  };
  const finish = (doing: Doing): void => {
    const [temper, counts] = [temperOf(scenario, doing.task), usedOf(doing.task)];
    const { checkout, task } = doing;
    const hasBug = counts.bugs < temper.bugs;
    if (!temper.idles) checkout.files.set(`src/${task}.txt`, hasBug ? 'BUG\n' : `${task} ${next()}\n`);
    if (temper.shares) share(doing);
    if (counts.asks < temper.asks) {
      counts.asks += 1;
      return commit(doing, 'stop\n\nTASK_BLOCKED: which way?');
    }
    const isForgotten = temper.forgetsMarker && !counts.forgot;
    const isAstray = checkout.branch?.startsWith('side-') === true || checkout.branch === null;
    const says = !isForgotten && (!isAstray || temper.strays === 'branch-with-marker');
    counts.forgot ||= isForgotten;
    if (hasBug && says) counts.bugs += 1;
    commit(doing, says ? 'done\n\nTASK_COMPLETE' : 'done');
  };
  const litter = ({ checkout, task }: Doing): void => {
    if (!temperOf(scenario, task).litters) return;
    const path = `scratch/${task}-${next()}.txt`;
    checkout.files.set(path, `only here ${next()}\n`);
    left.set(path, checkout.files.get(path) ?? '');
  };
  const mergeIn = (doing: Doing, branch: string): void => {
    const theirs = store.objects.refs.get(fullRef(branch));
    if (theirs === undefined) return;
    const { checkout } = doing;
    const base = store.objects.mergeBase(store.head(checkout), theirs);
    const before = base === null ? new Map<string, string>() : store.objects.get(base).tree;
    const other = store.objects.get(theirs).tree;
    const { tree, conflicts } = mergeTrees(before, checkout.files, other);
    const resolved = conflicts.map((path): [string, string] => [
      path,
      `${other.get(path) ?? ''}${checkout.files.get(path) ?? ''}`,
    ]);
    checkout.files = new Map([...tree, ...resolved]);
    store.commit(checkout, `Merge ${branch}\n\nTASK_COMPLETE`, [theirs]);
  };
  const takeBack = ({ checkout, task }: Doing): void => {
    const { message, parents } = store.objects.get(store.head(checkout));
    const [before] = parents;
    if (checkout.branch === null || before === undefined || parents.length > 1) return;
    if (message.startsWith(`${task}: `)) store.objects.move(fullRef(checkout.branch), before);
  };
  const rebase = (doing: Doing, onto: string, start: string): void => {
    const { checkout, task } = doing;
    const theirs = store.objects.refs.get(fullRef(onto));
    if (theirs === undefined || checkout.branch === null) return;
    const other = store.objects.get(theirs).tree;
    const { tree, conflicts } = mergeTrees(store.objects.get(start).tree, checkout.files, other);
    const resolved = conflicts.map((path): [string, string] => [
      path,
      `${other.get(path) ?? ''}${checkout.files.get(path) ?? ''}`,
    ]);
    store.objects.move(fullRef(checkout.branch), theirs);
    checkout.files = new Map([...tree, ...resolved]);
    store.commit(checkout, `${task}: on ${onto}\n\nTASK_COMPLETE`);
  };
  const comeHome = ({ checkout, task }: Doing, branch: string, sha: string): void => {
    if (store.dirty(checkout).length > 0) store.commit(checkout, `${task}: rest`);
    const from = store.objects.refs.get(fullRef(branch));
    const head = store.head(checkout);
    const isForward = from !== undefined && store.objects.isAncestor(from, head);
    if (isForward) store.objects.move(fullRef(branch), head);
    store.stand(checkout, { branch, sha: store.objects.refs.get(fullRef(branch)) ?? sha });
    store.commit(checkout, `${task}: home\n\nTASK_COMPLETE`);
  };

  return {
    left,
    async work({ path, worker }, typed, turn) {
      const text = readWhole(store.at({ path }), typed);
      const { kind, task } = readDelivered(text);
      if (task === null) return turn.sleep(turn.random.int(100, 3_000));
      const doing: Doing = { task, checkout: store.at({ path }), turn, worker };
      await turn.sleep(turn.random.int(100, 2_000));
      const home = /^git switch (\S+) && git merge (\w+)$/m.exec(text);
      const merge = /Run "git merge (\S+)"/.exec(text);
      if (home !== null) return comeHome(doing, home[1] ?? '', home[2] ?? '');
      if (/^\[czar \S+\] Is task/.test(text)) return commit(doing, 'done\n\nTASK_COMPLETE');
      const onto = /Run "git rebase --onto (\S+) (\w+)"/.exec(text);
      if (onto !== null && kind === 'rework') return rebase(doing, onto[1] ?? '', onto[2] ?? '');
      if (merge !== null && kind === 'rework') return mergeIn(doing, merge[1] ?? '');
      if (/conflicts in .+, again and again/.test(text)) return mergeIn(doing, INTEGRATION);
      if (kind === 'message' && !/^\[czar \S+\] Go on/.test(text)) return;
      if (kind === 'rework' && temperOf(scenario, task).amends) takeBack(doing);
      await build(doing);
      finish(doing);
      litter(doing);
    },
  };
}
