import { Option } from 'commander';
import type { AgentEvent, AgentEventName, EventData } from '../../domain/agent-event.ts';
import { printable } from '../../domain/names.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag } from './options.ts';
import { badUsage } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly delivery?: string;
  readonly text?: string;
  readonly progress?: string;
  readonly eta?: string;
  readonly resetAt?: string;
  readonly status?: string;
}

const names: readonly AgentEventName[] = [
  'ready',
  'prompt',
  'busy',
  'idle',
  'permission',
  'question',
  'limit',
  'error',
  'exit',
];

/** Reports what an agent does, from inside its session: for people and custom agents. */
export const event = verb<Options>({
  usage: 'event <name>',
  about: `report what an agent does, from inside its session: ${names.join(', ')}`,
  examples: ['event ready', 'event idle', 'event busy --progress "3 of 5 files"', 'event prompt --text -'],
  changes: false,
  options: [
    flag('--text <text>', 'what it got, shows or asks; "-" is stdin'),
    flag('--delivery <id>', 'the delivery that a prompt belongs to'),
    flag('--progress <text>', 'how far the agent says it is'),
    flag('--eta <text>', 'when the agent says it will be done'),
    new Option('--reset-at <ms>', 'limit: when it ends, epoch milliseconds'),
    new Option('--status <number>', 'exit: the exit status'),
  ],
  run,
});

async function run({ args, options }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [typed = ''] = args;
  const name = names.find((one) => one === typed);
  if (name === undefined)
    return badUsage(io, {
      what: 'report the event',
      on: printable(typed.slice(0, 60)),
      because: `expected one of ${names.join(', ')}`,
      help: 'czar event --help',
    });
  const data = dataOf(options);
  if (data === null)
    return badUsage(io, {
      what: 'report the event',
      on: name,
      because: '--reset-at and --status take whole numbers',
      help: 'czar event --help',
    });
  if (io.leaveEvent === null)
    return badUsage(io, {
      what: 'report the event',
      on: name,
      because: 'this is not the session of a worker: CZAR_EVENTS is not set',
    });
  await io.leaveEvent(await eventOf(name, { options, data, io }));
  return exit.done;
}

interface Parts {
  readonly options: Options;
  readonly data: EventData;
  readonly io: CliIo;
}

async function eventOf(name: AgentEventName, { options, data, io }: Parts): Promise<AgentEvent> {
  const { delivery, text } = options;
  return {
    event: name,
    at: io.now(),
    ...(delivery === undefined ? {} : { delivery }),
    ...(text === undefined ? {} : { text: text === '-' ? await io.stdin.readAll() : text }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

function dataOf({ progress, eta, resetAt, status }: Options): EventData | null {
  const numbers = [resetAt, status].filter((text) => text !== undefined);
  if (numbers.some((text) => !/^\d{1,15}$/.test(text))) return null;
  return {
    ...(progress === undefined ? {} : { progress }),
    ...(eta === undefined ? {} : { eta }),
    ...(resetAt === undefined ? {} : { resetAt: Number(resetAt) }),
    ...(status === undefined ? {} : { status: Number(status) }),
  };
}
