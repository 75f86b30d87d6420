import { coloursOf } from '../colours.ts';
import type { TuiIo } from '../../surfaces/tui/io.ts';
import { runTui } from '../../surfaces/tui/run.ts';
import type { ProjectDoor } from '../../surfaces/cli/project-door.ts';
import { textEditWords } from '../../surfaces/cli/edit-words.ts';
import { readReasons } from '../../surfaces/cli/reasons.ts';
import type { Surroundings } from '../surroundings.ts';
import { zoneMs } from '../zone.ts';
import { type Looks, looksOf } from './last-look.ts';
import type { Verbs } from './run-verb.ts';
import { openScreens } from './screens.ts';
import { keepTerminal } from './terminal-keeper.ts';
import { guardTerminal, onJob, quiet, suspend } from './terminal-guard.ts';

interface Around extends Verbs {
  readonly around: Surroundings;
}

/** Shows the terminal interface on this process's terminal until the person leaves it or a signal comes in. */
export async function openTui(door: ProjectDoor, around: Around): Promise<void> {
  const guard = guardTerminal();
  const looks = looksOf(door.root, around.around.env);
  await runTui(tuiIo(door, { ...around, onEnd: guard.onEnd, looks }));
}

function tuiIo(
  door: ProjectDoor,
  { signals, around, openIo, onEnd, looks }: Around & Pick<TuiIo, 'onEnd'> & { readonly looks: Looks },
): TuiIo {
  const { env } = around;
  const screenOf = openScreens(door);
  return {
    project: door.project,
    stdin: process.stdin,
    stdout: process.stdout,
    color: coloursOf(env),
    unicode: isUnicode(env),
    signal: signals.signal,
    now: () => Date.now(),
    zoneMs,
    watch: (options) => door.client.watch(options),
    peek: async (worker) => {
      const seen = await screenOf(worker);
      return { about: worker, source: seen?.source ?? 'screen', lines: seen?.lines ?? null };
    },
    why: async (about) => {
      const now = Date.now();
      const read = await readReasons(about, door, { now, zoneMs: zoneMs(now) });
      return read === null || 'says' in read
        ? { about, lines: [read?.says ?? notKnown], details: null }
        : { about, lines: read.lines, details: read.details };
    },
    journal: (page) => door.journal(page),
    undoable: () => door.undoable(),
    verbs: async () => (await import('./run-verb.ts')).verbsOf({ signals, openIo }),
    run: async (request) =>
      (await import('./run-verb.ts')).runVerb(request, { root: door.root, signals, openIo }),
    attach: (worker, options) => door.attach(worker, options),
    edit: async (task) => {
      const edited = await door.editText(task);
      const isKept = edited !== null && edited.state !== 'moved';
      return { says: textEditWords(task, edited), isKept };
    },
    lastLook: looks.read,
    keepLook: looks.keep,
    onEnd,
    keepTerminal: (ends) => keepTerminal(ends, around),
    quiet,
    suspend,
    onJob,
  };
}

const notKnown = 'czar is not running, and the last picture and the journal say nothing of it';

/** As the C library reads it: the first of these that is set counts. */
function isUnicode(env: Surroundings['env']): boolean {
  const set = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name] ?? '').find((value) => value !== '');
  return set === undefined || /utf-?8/i.test(set);
}
