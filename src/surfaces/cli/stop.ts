import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag } from './options.ts';
import { look, withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, complain, refuse, say } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly all?: true;
  readonly now?: true;
}

/** Ends the supervisor and leaves the agents alone; with --all it saves their work and ends them too. */
export const stop = verb<Options>({
  usage: 'stop',
  about: 'end czar and leave the agents alone; --all saves their work and ends them too',
  examples: ['stop', 'stop --all', 'stop --all --now'],
  changes: true,
  options: [
    flag('--all', 'interrupt the agents, save their work, end their sessions'),
    flag('--now', 'with --all: wait for no agent to come to rest, and save no copy of its work'),
  ],
  run,
});

const ownTimeoutMs = 10_000;
const sessionsTimeoutMs = 30_000;
const pollMs = 100;

async function run({ options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  if (options.now === true && options.all !== true)
    return badUsage(io, {
      what: 'stop',
      on: '--now',
      because: '--now goes with --all',
      help: 'czar stop --all --now',
    });
  return withProject({ dir }, io, async (door) => {
    const sessions = options.all !== true ? 'leave' : options.now === true ? 'end-now' : 'end';
    const response = await door.client.ask({ ask: 'stop', sessions });
    if (response === null) return stopWithout(door, io, sessions);
    if (!response.ok) return complain(io, response.exit, response.says);
    const isLeft = sessions === 'leave';
    const notEnded = await waitForEnd(door, io, isLeft ? ownTimeoutMs : sessionsTimeoutMs);
    if (notEnded !== null) return notEnded;
    // A supervisor ends the agents that it works with; panes of those that ended before stay there for people to read.
    if (!isLeft) return endSessions(door, io, { how: sessions, done: 'stopped, and every session ended' });
    say(io, 'stopped. The agents go on by themselves: czar stop --all ends them');
    return exit.done;
  });
}

async function stopWithout(
  door: ProjectDoor,
  io: CliIo,
  sessions: 'leave' | 'end' | 'end-now',
): Promise<ExitCode> {
  if (sessions !== 'leave')
    return endSessions(door, io, {
      how: sessions,
      done: `stopped: ${door.project} has no sessions left`,
    });
  say(io, `${door.project} was not running. Agents that still run are left alone: czar stop --all ends them`);
  return exit.done;
}

interface Ending {
  readonly how: 'end' | 'end-now';
  /** What is said when tmux shows none any more. */
  readonly done: string;
}

async function endSessions(door: ProjectDoor, io: CliIo, { how, done }: Ending): Promise<ExitCode> {
  const result = await door.endSessions(how);
  if (result.state === 'refused') return complain(io, result.exit, result.says);
  for (const line of result.lines) say(io, line);
  if (result.left > 0)
    return refuse(io, exit.failed, {
      what: 'end every session',
      on: door.project,
      because: `${result.left} still there`,
      help: 'czar stop --all --now',
    });
  say(io, done);
  return exit.done;
}

/** Null: it has ended. */
async function waitForEnd(door: ProjectDoor, io: CliIo, timeoutMs: number): Promise<ExitCode | null> {
  const deadline = io.now() + timeoutMs;
  while ((await look(door)).supervisor !== 'dead') {
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
    if (io.now() >= deadline)
      return refuse(io, exit.failed, {
        what: 'stop czar',
        on: door.project,
        because: `it still runs after ${timeoutMs / 1000} s`,
        help: 'czar status   (its pid; kill -9 loses nothing: everything is in the journal)',
      });
    await io.wait(pollMs);
  }
  return null;
}
