import type { Trash } from '../../../../src/ports/trash.ts';
import type { Judging } from './merges.ts';
import { fullRef } from './objects.ts';
import { refused } from './store.ts';

/** Removed branches of the simulated repository. Keeping and deleting are two steps: a supervisor can die between them. */
export function openTrash({ store, life, computer, random }: Judging): Trash {
  const { objects } = store;
  const BRANCH = /^Czar-Branch: (.+)$/m;
  return {
    proofIn: (commit, into) =>
      life.ask(() => (objects.isAncestor(commit, into) ? `all of it is in ${into}` : null)),
    async discard({ branch, tip, ref, proof }, leash) {
      const held = { leash, on: fullRef(branch) };
      const isOut = await computer.run(life, {
        ...held,
        ms: random.int(0, 5),
        act: () => {
          if ([...store.checkouts.values()].some((checkout) => checkout.branch === branch)) return true;
          const message = `Removed ${branch}: ${proof}\n\nCzar-Branch: ${branch}\n`;
          const { tree } = objects.get(tip);
          objects.move(ref, objects.commit({ parents: [tip], tree, message, at: store.now() }));
          return false;
        },
      });
      if (isOut) return 'checked-out';
      return computer.run(life, {
        ...held,
        ms: random.int(0, 5),
        act: () => {
          const now = objects.refs.get(fullRef(branch));
          if (now === tip) objects.drop(fullRef(branch));
          return now === tip || now === undefined ? 'discarded' : 'moved';
        },
      });
    },
    restore: (ref, leash) =>
      computer.run(life, {
        leash,
        on: ref,
        ms: random.int(0, 5),
        act: () => {
          const kept = objects.refs.get(ref);
          if (kept === undefined) return null;
          const { parents, message } = objects.get(kept);
          const [branch, tip] = [BRANCH.exec(message)?.[1], parents[0]];
          if (branch === undefined || tip === undefined)
            throw refused('put back', ref, 'nobody put it there');
          const now = objects.refs.get(fullRef(branch));
          if (now !== undefined && now !== tip) throw refused('put back', branch, 'the name is taken');
          objects.move(fullRef(branch), tip);
          objects.drop(ref);
          return { branch, tip };
        },
      }),
    empty: (ref, leash) =>
      computer.run(life, { leash, on: ref, ms: random.int(0, 5), act: () => objects.drop(ref) }),
  };
}
