import type { TuiIo } from '../../surfaces/tui/io.ts';
import type { ProjectDoor } from '../../surfaces/cli/project-door.ts';
import { textEditWords } from '../../surfaces/cli/edit-words.ts';
import type { Surroundings } from '../surroundings.ts';
import { looksOf } from './last-look.ts';
import { runVerb, verbsOf, type Verbs } from './run-verb.ts';
import { guardTerminal, onJob, quiet, suspend } from './terminal-guard.ts';

interface Around extends Verbs {
  readonly around: Surroundings;
}

/** Shows the terminal interface on this process's terminal until the person leaves it or a signal comes in. */
export async function openTui(door: ProjectDoor, around: Around): Promise<void> {
  const { runTui } = await loadTui();
  const guard = guardTerminal();
  await runTui(tuiIo(door, { ...around, onEnd: guard.onEnd }));
}

/** Ink draws nothing where it takes the machine for one that builds; a person who has such a variable set wants to see all the same. */
async function loadTui(): Promise<{ readonly runTui: (io: TuiIo) => Promise<void> }> {
  const { env } = process;
  const before = env['CI'];
  env['CI'] = 'false';
  try {
    return await import('../../surfaces/tui/run.tsx');
  } finally {
    if (before === undefined) delete env['CI'];
    else env['CI'] = before;
  }
}

function tuiIo(
  door: ProjectDoor,
  { signals, around, openIo, onEnd }: Around & { readonly onEnd: TuiIo['onEnd'] },
): TuiIo {
  const { env } = around;
  const looks = looksOf(door.root, env);
  return {
    project: door.project,
    stdin: process.stdin,
    stdout: process.stdout,
    color: (env['NO_COLOR'] ?? '') === '',
    unicode: isUnicode(env),
    signal: signals.signal,
    now: () => Date.now(),
    zoneMs: (at) => -new Date(at).getTimezoneOffset() * 60_000,
    watch: (options) => door.client.watch(options),
    peek: async (worker) => {
      const seen = await door.peek(worker);
      return { about: worker, source: seen?.source ?? 'screen', lines: seen?.lines ?? null };
    },
    why: async (about) => {
      const response = await door.client.ask({ ask: 'why', about });
      const lines = response?.ok === true ? (response.why ?? [response.says]) : [notNow(response?.says)];
      return { about, lines, details: response?.ok === true ? (response.details ?? null) : null };
    },
    journal: (page) => door.journal(page),
    verbs: () => verbsOf({ signals, openIo }),
    run: (request) => runVerb(request, { root: door.root, signals, openIo }),
    attach: (worker, options) => door.attach(worker, options),
    edit: async (task) => textEditWords(task, await door.editText(task)),
    lastLook: looks.read,
    keepLook: looks.keep,
    onEnd,
    quiet,
    suspend,
    onJob,
  };
}

function notNow(says: string | undefined): string {
  return says ?? 'czar is not running: nobody can be asked now';
}

/** As the C library reads it: the first of these that is set counts. */
function isUnicode(env: Surroundings['env']): boolean {
  const set = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name] ?? '').find((value) => value !== '');
  return set === undefined || /utf-?8/i.test(set);
}
