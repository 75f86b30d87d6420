import type { Snapshot } from '../../domain/snapshot.ts';
import { missingLines } from '../../views/omnibus-missing.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveOrder } from './order.ts';
import type { ProjectDoor } from './project-door.ts';
import type { Look } from './project.ts';
import { complain } from './say.ts';

interface Merging {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: { readonly yes?: true };
  readonly snapshot: Snapshot;
  readonly supervisor: Look['supervisor'];
}

/** Orders that the omnibus is taken to the base. What is missing in it is named first, and asked about. */
export async function mergeOmnibus(page: Merging): Promise<ExitCode> {
  const { door, io, options, snapshot, supervisor } = page;
  const missing = supervisor === 'dead' ? [] : missingLines(snapshot);
  if (missing.length > 0 && options.yes !== true) {
    const agreed = await agree(page, missing);
    if (agreed !== null) return agreed;
  }
  return giveOrder({ door, io }, { do: 'merge-omnibus' }, 'refuse');
}

/** Null: it is wanted all the same. */
async function agree({ io, snapshot }: Merging, missing: readonly string[]): Promise<ExitCode | null> {
  const name = `the omnibus #${snapshot.integration.omnibus ?? ''}`;
  if (!io.stdin.isTerminal) {
    const lines = [`${name} is not merged`, ...missing.map((line) => `  ${line}`)];
    return complain(
      io,
      exit.human,
      `${lines.join('\n')}\n  czar pr omnibus --merge --yes   (takes what is in it to ${snapshot.base} all the same)`,
    );
  }
  io.stderr.write(`${missing.join('\n')}\n`);
  const typed = await io.stdin.ask(`Merge ${name} into ${snapshot.base} all the same? [y/N] `);
  if (typed !== null && /^y(es)?$/i.test(typed.trim())) return null;
  return io.interrupted() ?? complain(io, exit.done, 'it stays open');
}
