import { idleWorkers, stuckWorkers, workerListText } from '../../views/lists.ts';
import { statusText } from '../../views/status.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { look, withProject, type Look } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { frameOf, say, sayJson } from './say.ts';
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
    flag('--watch', 'again every second, until interrupted').conflicts(['check', 'refresh']),
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
  print(seen, { door, io, options });
  return options.check === true ? checked(seen) : exit.done;
}

const watchMs = 1_000;

async function watch(door: ProjectDoor, io: CliIo, options: Options): Promise<ExitCode> {
  for (;;) {
    const seen = await look(door, options.json === true ? {} : { few: true });
    if (io.stdout.isTerminal) io.stdout.write('\u001b[H\u001b[2J');
    print(seen, { door, io, options });
    await io.wait(watchMs);
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
  }
}

interface Page {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: Options;
}

function print({ snapshot, supervisor }: Look, { door, io, options }: Page): void {
  if (snapshot === null) return printNothing(door, io, options);
  const rows = listed(snapshot, options);
  if (options.json === true) return sayJson(io, rows ?? { ...snapshot, seen: supervisor });
  if (rows !== null) return io.stdout.write(workerListText(rows, io.now()));
  const staleMs = Math.max(0, io.now() - snapshot.at);
  io.stdout.write(statusText(snapshot, { ...frameOf(io), supervisor, staleMs }));
}

function listed(snapshot: Snapshot, { idle, stuck }: Options): ReturnType<typeof idleWorkers> | null {
  if (idle === true) return idleWorkers(snapshot);
  return stuck === true ? stuckWorkers(snapshot) : null;
}

function printNothing(door: ProjectDoor, io: CliIo, { json, idle, stuck }: Options): void {
  if (idle === true || stuck === true) return json === true ? sayJson(io, []) : undefined;
  if (json === true) return sayJson(io, null);
  say(io, `czar is not running: ${door.project} was never started (czar start)`);
}

function checked({ snapshot, supervisor }: Look): ExitCode {
  if (supervisor !== 'alive') return exit.missing;
  return (snapshot?.questions.length ?? 0) > 0 ? exit.human : exit.done;
}
