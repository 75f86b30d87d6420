import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { flag } from './options.ts';
import { withProject } from './project.ts';
import { badUsage, refuse } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly readOnly?: true;
}

/** Gives the terminal to a worker's session; while a human types there, Czar keeps its hands off. */
export const attach = verb<Options>({
  usage: 'attach <worker>',
  about: 'open the session of a worker; detach with Ctrl-b d',
  examples: ['attach engineer1', 'attach -r engineer1'],
  changes: true,
  options: [flag('-r, --read-only', 'look only; keys do nothing')],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [worker = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
    if (unknown !== null) return unknown;
    if (!io.stdin.isTerminal || !io.stdout.isTerminal)
      return badUsage(io, {
        what: 'attach',
        on: worker,
        because: 'this is no terminal',
        help: `czar peek ${worker}`,
      });
    if (await door.attach(worker, { readOnly: options.readOnly === true })) return exit.done;
    return refuse(io, exit.missing, {
      what: 'attach',
      on: worker,
      because: 'it has no session now',
      help: `czar why ${worker}`,
    });
  });
}
