import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { type EmitEvent, eventWriter } from '../demo/event-file.ts';
import { czar } from '../opencode/plugin.ts';
import { claudeHooks, codexHooks, type Hooks } from './decode-hooks.ts';
import type { FakeOptions } from './decode-options.ts';

/** How an agent tells what it does, in its own way. Everything is told in order. */
export interface Voice {
  ready(): void;
  prompt(text: string): void;
  idle(): void;
  limit(): void;
  asks(): void;
  /** A dialog stands before everything else. */
  asksAtStart(): void;
  /** Resolves when all that was said so far is told. */
  told(): Promise<void>;
}

const LIMIT_HOURS = 3;

export function openVoice({ as, record, inputTokens }: FakeOptions, args: readonly string[]): Voice {
  switch (as) {
    case 'claude':
      return claudeVoice(claudeHooks(args), { path: `${record}.transcript.jsonl`, inputTokens });
    case 'codex':
      return codexVoice(codexHooks(args), `${record}.rollout.jsonl`);
    case 'opencode':
      return opencodeVoice(czar());
    case 'demo':
      return eventVoice(eventWriter(process.env['CZAR_EVENTS']));
    case 'custom':
      return scriptVoice(process.env['CZAR_EVENT'] ?? '');
  }
}

interface Usage {
  readonly path: string;
  readonly inputTokens: number;
}

function claudeVoice({ commands, session }: Hooks, { path, inputTokens }: Usage): Voice {
  const next = inOrder();
  const transcript = inputTokens === 0 ? {} : { transcript_path: path };
  const use = (): void => {
    const usage = { input_tokens: inputTokens, output_tokens: 0 };
    const message = { id: `msg_${randomUUID()}`, model: 'fake', role: 'assistant', content: [], usage };
    const line = { type: 'assistant', timestamp: new Date().toISOString(), sessionId: session, message };
    if (inputTokens > 0) void next(() => appendFileSync(path, `${JSON.stringify(line)}\n`));
  };
  const tell = (name: string, fields: object): void => {
    const command = commands.get(name);
    const payload = {
      session_id: session,
      ...transcript,
      cwd: process.cwd(),
      hook_event_name: name,
      ...fields,
    };
    if (command !== undefined) void next(() => ran(['sh', '-c', command], JSON.stringify(payload)));
  };
  return {
    ready: () => tell('SessionStart', { source: 'startup' }),
    prompt: (prompt) => tell('UserPromptSubmit', { prompt }),
    idle() {
      use();
      tell('Stop', {});
    },
    limit: () =>
      tell('StopFailure', {
        error: 'rate_limit',
        last_assistant_message: `You've hit your limit · resets in ${LIMIT_HOURS}h 0m`,
      }),
    asks: () => tell('PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'rm -rf build' } }),
    asksAtStart: () => undefined,
    told: () => next(nothing),
  };
}

/** What ends a turn with an error is in its rollout file alone. */
function codexVoice({ commands, session }: Hooks, rollout: string): Voice {
  const next = inOrder();
  let begun = false;
  const tell = (name: string, fields: object): void => {
    const command = commands.get(name);
    const payload = { session_id: session, transcript_path: rollout, cwd: process.cwd(), ...fields };
    if (command !== undefined) void next(() => ran(['sh', '-c', command], JSON.stringify(payload)));
  };
  const note = (payload: object): void =>
    void next(() => {
      const line = { timestamp: new Date().toISOString(), type: 'event_msg', payload };
      appendFileSync(rollout, `${JSON.stringify(line)}\n`);
    });
  return {
    ready: () => undefined,
    prompt(prompt) {
      if (!begun) tell('SessionStart', { source: 'startup' });
      begun = true;
      note({ type: 'task_started' });
      tell('UserPromptSubmit', { prompt });
    },
    idle() {
      note({ type: 'task_complete', last_agent_message: 'ACK' });
      tell('Stop', { last_assistant_message: 'ACK' });
    },
    limit: () =>
      note({
        type: 'task_complete',
        error: {
          message: `You’ve hit your usage limit. Try again at ${clockIn(LIMIT_HOURS)}.`,
          codex_error_info: 'usage_limit_exceeded',
        },
      }),
    asks: () => tell('PermissionRequest', { tool_name: 'shell', tool_input: { command: 'rm -rf build' } }),
    asksAtStart: () => undefined,
    told: () => next(nothing),
  };
}

/** "6:57 AM", as codex words a time of this day or the next. */
function clockIn(hours: number): string {
  const at = new Date(Date.now() + hours * 3_600_000);
  const minute = String(at.getMinutes()).padStart(2, '0');
  return `${at.getHours() % 12 === 0 ? 12 : at.getHours() % 12}:${minute} ${at.getHours() < 12 ? 'AM' : 'PM'}`;
}

/** By the very plugin that opencode loads. It puts a blank behind a paste. */
function opencodeVoice(plugin: ReturnType<typeof czar>): Voice {
  const next = inOrder();
  const sessionID = 'ses_e035b6da0ffeDncVNJUwFz39fX';
  const tell = (type: string, fields: object): void =>
    void next(async () => {
      const hooks = await plugin;
      if ('event' in hooks) await hooks.event({ event: { type, properties: { sessionID, ...fields } } });
    });
  return {
    ready: () => undefined,
    prompt(text) {
      void next(async () => {
        const hooks = await plugin;
        if ('chat.message' in hooks)
          await hooks['chat.message']({ sessionID }, { parts: [{ type: 'text', text: `${text} ` }] });
      });
      tell('session.status', { status: { type: 'busy' } });
    },
    idle: () => tell('session.idle', {}),
    limit: () =>
      tell('session.error', {
        error: {
          name: 'APIError',
          data: { message: `Usage limit reached, resets in ${LIMIT_HOURS}h 0m`, statusCode: 429 },
        },
      }),
    asks: () => tell('permission.asked', { permission: 'bash', metadata: { command: 'rm -rf build' } }),
    asksAtStart: () => undefined,
    told: () => next(nothing),
  };
}

function eventVoice(emit: EmitEvent): Voice {
  return {
    ready: () => emit({ event: 'ready' }),
    prompt(text) {
      emit({ event: 'prompt', text });
      emit({ event: 'busy' });
    },
    idle: () => emit({ event: 'idle' }),
    limit: () =>
      emit({
        event: 'limit',
        text: 'Usage limit reached.',
        data: { resetAt: Date.now() + LIMIT_HOURS * 3_600_000 },
      }),
    asks: () => emit({ event: 'permission', text: 'rm -rf build' }),
    asksAtStart: () => emit({ event: 'permission', text: 'Do you trust the files in this folder?' }),
    told: () => Promise.resolve(),
  };
}

/** By the script that every command may use. */
function scriptVoice(script: string): Voice {
  const next = inOrder();
  const say = (text: string, ...words: readonly string[]): void =>
    void next(() => ran(['sh', script, ...words], text));
  return {
    ready: () => say('', 'ready'),
    prompt: (text) => say(text, 'prompt'),
    idle: () => say('', 'idle'),
    limit: () => say('', 'limit', '--reset-at', String(Date.now() + LIMIT_HOURS * 3_600_000)),
    asks: () => say('rm -rf build', 'permission'),
    asksAtStart: () => say('Do you trust the files in this folder?', 'permission'),
    told: () => next(nothing),
  };
}

/** Does one thing after another, as the agents that are played wait for their hooks; resolves when it is done. */
function inOrder(): (work: () => Promise<void> | void) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}

function nothing(): void {}

function ran(argv: readonly [string, ...string[]], stdin: string): Promise<void> {
  return new Promise((resolve) => {
    const [program, ...rest] = argv;
    const child = spawn(program, rest, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('close', () => resolve());
    child.once('error', () => resolve());
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
