import { harmless } from '../../views/cells.ts';
import { idleWorkers, stuckWorkers, workerListText } from '../../views/lists.ts';
import { statusText } from '../../views/status.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Watched } from '../../ports/client.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { look, withProject, type Look } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { frameOf, jsonText } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly check?: true;
  readonly watch?: true;
  readonly idle?: true;
  readonly stuck?: true;
  readonly refresh?: true;
}

/** The project in one look. Exit 0 whenever it could print, except with --check. */
export const status = verb<Options>({
  usage: 'status',
  about: 'show the whole project in one look',
  examples: ['status', 'status --watch', 'status --check && echo fine', 'status --json', 'status --idle'],
  changes: false,
  options: [
    jsonOption('the whole snapshot as data'),
    flag('--check', 'exit 3 when czar is not running, 4 when something needs you'),
    flag('--watch', 'as it changes, until interrupted').conflicts(['check', 'refresh']),
    flag('--idle', 'only the workers that could take something').conflicts('stuck'),
    flag('--stuck', 'only the workers that do not get on'),
    flag('--refresh', 'look at everything anew first, and rewrite status/'),
  ],
  run: showStatus,
});

export async function showStatus({ options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, (door) =>
    options.watch === true ? watch(door, io, options) : once(door, io, options),
  );
}

async function once(door: ProjectDoor, io: CliIo, options: Options): Promise<ExitCode> {
  const seen = await look(door, {
    ...(options.refresh === true ? { refresh: true } : {}),
    ...(options.json === true ? {} : { few: true }),
  });
  if (options.refresh === true && seen.supervisor !== 'alive')
    return refuseDown(io, 'refresh the status', door.project);
  io.stdout.write(textOf({ ...seen, at: seen.snapshot?.at ?? 0 }, { door, io, options, style: 'document' }));
  return options.check === true ? checked(seen) : exit.done;
}

async function watch(door: ProjectDoor, io: CliIo, options: Options): Promise<ExitCode> {
  const { watchStatus } = await import('./watch-status.ts');
  return watchStatus(door, io, {
    few: options.json !== true,
    style: options.json === true ? 'lines' : 'page',
    text: (seen) => textOf(seen, { door, io, options, style: 'line' }),
  });
}

interface Page {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: Options;
  /** Of JSON. */
  readonly style: 'document' | 'line';
}

function textOf({ snapshot, supervisor, at }: Watched, page: Page): string {
  const { io, options, style } = page;
  if (snapshot === null) return textOfNothing(page);
  const rows = listed(snapshot, options);
  if (options.json === true) return jsonText(rows ?? { ...snapshot, seen: supervisor }, style);
  if (rows !== null) return workerListText(rows, io.now());
  return statusText(snapshot, { ...frameOf(io), supervisor, staleMs: Math.max(0, io.now() - at) });
}

function listed(snapshot: Snapshot, { idle, stuck }: Options): ReturnType<typeof idleWorkers> | null {
  if (idle === true) return idleWorkers(snapshot);
  return stuck === true ? stuckWorkers(snapshot) : null;
}

function textOfNothing({ door, options: { json, idle, stuck }, style }: Page): string {
  const isList = idle === true || stuck === true;
  if (json === true) return jsonText(isList ? [] : null, style);
  return isList ? '' : `czar is not running: ${harmless(door.project)} was never started (czar start)\n`;
}

function checked({ snapshot, supervisor }: Look): ExitCode {
  if (supervisor !== 'alive') return exit.missing;
  return (snapshot?.questions.length ?? 0) > 0 ? exit.human : exit.done;
}
