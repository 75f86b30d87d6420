import { Fault } from '../../../../src/domain/fault.ts';
import type { Sha } from '../../../../src/domain/names.ts';
import { known, type Seen, unknown } from '../../../../src/domain/seen.ts';
import type { Forecast } from '../../../../src/ports/repository.ts';
import type { Life } from '../../life.ts';
import type { Random } from '../../random.ts';
import { mergeTrees, type Objects, type Tree } from './objects.ts';
import type { Checkout, GitStore } from './store.ts';

/** So often a look or a merge fails, in the simulator. */
const FAILS = 0.05;

/** Forecasting in the simulated repository: what it finds is its own, and goes with the life. */
export function openForecast({ store, life, random }: Parts): Forecast {
  const works = new Map<Sha, Work>();
  return {
    look: (place) =>
      life.ask(() => {
        const checkout = store.at(place);
        const head = store.head(checkout);
        if (fails(random))
          throw new Fault({ code: 'git-failed', what: 'look', on: place.path, because: 'a disk failed' });
        const uncommitted = store.dirty(checkout).length;
        if (uncommitted === 0) return { work: known(head, store.now()), uncommitted };
        if (fails(random)) return { work: unknown('its files change', store.now()), uncommitted };
        const work = nameOf(head, checkout);
        works.set(work, { head, tree: new Map(checkout.files) });
        return { work: known(work, store.now()), uncommitted };
      }),
    tryMerges: (pairs) =>
      life.ask(() =>
        pairs.map(
          ([one, other]): Seen<readonly string[]> =>
            fails(random)
              ? unknown('a disk failed', store.now())
              : known(conflictsOf(store.objects, at(one), at(other)), store.now()),
        ),
      ),
  };

  function at(sha: Sha): Work {
    return works.get(sha) ?? { head: sha, tree: store.objects.get(sha).tree };
  }
}

interface Parts {
  readonly store: GitStore;
  readonly life: Life;
  /** Not there: nothing fails. */
  readonly random?: Random | undefined;
}

/** A tree, and the commit that it grew from. */
interface Work {
  readonly head: Sha;
  readonly tree: Tree;
}

function fails(random: Random | undefined): boolean {
  return random?.chance(FAILS) ?? false;
}

function nameOf(head: Sha, { files }: Checkout): Sha {
  return JSON.stringify([head, ...[...files].map((file) => JSON.stringify(file)).sort()]);
}

function conflictsOf(objects: Objects, one: Work, other: Work): readonly string[] {
  const base = objects.mergeBase(one.head, other.head);
  const before: Tree = base === null ? new Map() : objects.get(base).tree;
  return mergeTrees(before, one.tree, other.tree).conflicts;
}
