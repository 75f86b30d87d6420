import type { GoodVersion } from '../../../src/domain/program.ts';
import { known } from '../../../src/domain/seen.ts';
import type { Programs } from '../../../src/ports/programs.ts';
import type { Life } from '../life.ts';

/** The programs of one machine, and a hand that updates them. */
export interface ProgramShelf {
  programs(life: Life): Programs;
  update(agent: string, isBroken: boolean): void;
  /** The version that lies there now cannot be used. */
  isBroken(agent: string): boolean;
}

export function programShelf(now: () => number): ProgramShelf {
  const turns = new Map<string, { readonly until: number }>();
  const versions = new Map<string, { readonly number: number; readonly isBroken: boolean }>();
  const good = new Map<string, GoodVersion>();
  const numberOf = (agent: string): number => versions.get(agent)?.number ?? 0;
  return {
    update(agent, isBroken) {
      versions.set(agent, { number: numberOf(agent) + 1, isBroken });
    },
    isBroken: (agent) => versions.get(agent)?.isBroken === true,
    programs: (life) => ({
      look: (programs) =>
        life.ask(
          () =>
            new Map(
              [...programs.keys()].map((agent) => [
                agent,
                known({ path: `/bin/${agent}`, version: `1.${numberOf(agent)}` }, 0),
              ]),
            ),
        ),
      exchange: (here, now) =>
        life.ask(() => {
          const news = new Map<string, GoodVersion>();
          for (const [path, ours] of here) {
            const told = good.get(path) ?? null;
            if (told?.version === ours?.version) continue;
            if (told !== null && told.at <= now && told.at > (ours?.at ?? -1)) news.set(path, told);
            else if (ours !== null) good.set(path, ours);
          }
          return { news, reports: [] };
        }),
      takeTurn: (kind, mostMs) =>
        life.ask(() => {
          if ((turns.get(kind)?.until ?? 0) > now()) return null;
          const turn = { until: now() + mostMs };
          turns.set(kind, turn);
          const giveBack = (): void => {
            if (turns.get(kind) === turn) turns.delete(kind);
          };
          return { giveBack: () => life.ask(giveBack) };
        }),
      folder: (agent) => life.ask(() => `/project/.czar/canary/${agent}`),
    }),
  };
}
