import { counted } from '../../domain/counted.ts';
import { harmlessBlock } from '../../views/cells.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import type { TaskDiff } from './project-door.ts';
import { refuse, say, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly stat?: true;
}

/** What a task has changed on the branch that it has now. */
export const diff = verb<Options>({
  usage: 'diff <task>',
  about: 'show what a task has committed on its branch',
  examples: ['diff cart-totals', 'diff cart-totals --stat', 'diff cart-totals | git apply --check'],
  changes: false,
  options: [
    flag('--stat', 'only the files and the counts'),
    jsonOption('commits, files, counts and patch as data'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'task', [task]);
    if (unknown !== null) return unknown;
    const found = await door.diff(task);
    if (found === null)
      return refuse(io, exit.missing, {
        what: 'show the diff',
        on: task,
        because: 'no attempt has begun',
        help: `czar why ${task}`,
      });
    if (options.json === true) sayJson(io, found);
    else if (options.stat === true) stat(found, io);
    // A patch that goes into a file or a pipe has to stay as it is, byte for byte.
    else io.stdout.write(io.stdout.isTerminal ? harmlessBlock(found.patch) : found.patch);
    if (options.json !== true && found.files.length === 0) tell(io, whyEmpty(found));
    return exit.done;
  });
}

/** Beside the patch, which stays one that can be applied. */
function tell(io: CliIo, lines: readonly string[]): void {
  for (const line of lines) io.stderr.write(`czar: ${harmlessBlock(line)}\n`);
}

function whyEmpty({ task, attempt, branch, from, to, earlier }: TaskDiff): readonly string[] {
  const what = from === to ? 'has no commit yet' : 'has commits that change nothing';
  return [
    `${branch} ${what}: attempt ${attempt} of ${task} began there at ${from.slice(0, 8)}; what is not committed is not shown`,
    ...earlier.map(
      ({ name, tip }) =>
        `the work of an earlier attempt is kept on ${name} (${tip.slice(0, 8)}): git diff ${from.slice(0, 8)}...${name}`,
    ),
  ];
}

function stat({ branch, from, to, files, added, removed }: TaskDiff, io: CliIo): void {
  for (const file of files) say(io, file);
  say(
    io,
    `${counted(files.length, 'file')}, +${added} -${removed}, ${branch} ${from.slice(0, 8)}..${to.slice(0, 8)}`,
  );
}
