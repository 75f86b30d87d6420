import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { withProject } from './project.ts';
import { showStatus } from './status.ts';
import { verb, type Call } from './verb.ts';

/** The terminal interface; where none can be shown, the status. */
export const ui = verb<object>({
  usage: 'ui',
  about: 'watch and steer it all on the whole terminal; czar alone does the same',
  examples: ['ui', '-C ~/shop ui'],
  changes: false,
  options: [],
  run: showUi,
});

export async function showUi(call: Call<object>, io: CliIo): Promise<ExitCode> {
  const { showTerminal } = io;
  if (showTerminal === null || io.insideWorker !== null) return showStatus({ ...call, options: {} }, io);
  return withProject(call, io, async (door) => {
    await showTerminal(door);
    return io.interrupted() ?? exit.done;
  });
}
