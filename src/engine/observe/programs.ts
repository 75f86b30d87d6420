import type { GoodVersion } from '../../domain/program.ts';
import type { Fact } from '../../domain/facts.ts';
import type { ProgramQuery } from '../../ports/programs.ts';
import type { Core } from '../core.ts';

/** Which versions the programs of this project's agents have, and which of them are known to be good. */
export async function observePrograms(core: Core): Promise<void> {
  const { parts, senses, book } = core;
  senses.programs = await parts.programs.look(queries(core));
  const paths = [...senses.programs.values()].flatMap((seen) => (seen.known ? [seen.value.path] : []));
  const known = new Map(
    paths.map((path): [string, GoodVersion | null] => [path, book.ledger.programs.get(path)?.good ?? null]),
  );
  const { news, reports } = await parts.programs.exchange(known, parts.clock.now());
  for (const report of reports) parts.log.warn({}, report);
  const facts = [...news].map(([program, good]): Fact => ({ type: 'program.told', program, good }));
  if (facts.length > 0) await book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
}

/** Programs of agents that workers use, where their kind can be asked for its version. */
function queries({ parts, senses }: Core): ReadonlyMap<string, ProgramQuery> {
  const { policy } = senses;
  const used = new Set([...policy.workers.values()].map(({ agent }) => agent));
  return new Map(
    [...used].flatMap((name): [string, ProgramQuery][] => {
      const agent = policy.agents.get(name);
      if (agent === undefined || agent.command === null) return [];
      const kind = parts.kinds.get(agent.kind);
      const { versionArgs = null } = kind?.configured?.(agent) ?? kind ?? {};
      if (versionArgs === null) return [];
      return [[name, { command: agent.command, versionArgs, env: agent.env }]];
    }),
  );
}
