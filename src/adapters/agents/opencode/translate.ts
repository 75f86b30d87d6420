import type { AgentEvent, EventData } from '../../../domain/agent-event.ts';
import type { AgentReport } from '../../../ports/agent.ts';
import { parseResetTime } from '../reset-time.ts';
import { shownText } from '../shown-text.ts';
import { decodeSpending } from './decode-spending.ts';
import {
  decodeAsked,
  decodeError,
  decodeFailedRun,
  decodePrompt,
  decodeQuestions,
  decodeRetry,
  type TurnError,
} from './decode-report.ts';

/** It tries again by itself, for ever. A wait that is longer than those of its own making is a limit. */
const SHORTEST_LIMIT_MS = 120_000;

/** What a report of the plugin says in the words of the event protocol; null: nothing that matters. */
export function translateOpencode({ via, name, payload, at }: AgentReport): AgentEvent | null {
  const said = via === 'hook' ? TOLD.get(name)?.(payload, at) : null;
  if (said === undefined || said === null) return null;
  const spent = decodeSpending(payload);
  return { ...said, at, ...(spent.length === 0 ? {} : { data: { ...said.data, spent } }) };
}

type Said = Omit<AgentEvent, 'at'>;

const busy = (): Said => ({ event: 'busy' });

const told: Readonly<Record<string, (payload: unknown, at: number) => Said | null>> = {
  'chat.message': prompted,
  'session.status': working,
  'session.idle': () => ({ event: 'idle' }),
  'session.error': failed,
  'tool.failed': runFailed,
  'permission.asked': (payload) => ({ event: 'permission', text: shownText(decodeAsked(payload)) }),
  'question.asked': (payload) => ({ event: 'question', text: shownText(decodeQuestions(payload)) }),
  // The turn goes on, or its end is told by itself.
  'permission.replied': busy,
  'question.replied': busy,
  'question.rejected': busy,
};
const TOLD = new Map(Object.entries(told));

function prompted(payload: unknown): Said | null {
  const prompt = decodePrompt(payload);
  return prompt === null
    ? null
    : { event: 'prompt', text: prompt.text, data: { conversation: prompt.session } };
}

function working(payload: unknown, at: number): Said {
  const retry = decodeRetry(payload);
  if (retry === null || retry.next === null || retry.next - at < SHORTEST_LIMIT_MS) return busy();
  return { event: 'limit', text: shownText(retry.message), data: { error: 'limit', resetAt: retry.next } };
}

/** A run of the agent's own or of a helper: its turn goes on. */
function runFailed(payload: unknown): Said {
  const run = decodeFailedRun(payload);
  return run === null
    ? busy()
    : { event: 'busy', data: { failed: shownText(`Exit code ${run.exit}\n${run.output}`) } };
}

/** A turn that ended by an error, or that a person interrupted. */
function failed(payload: unknown, at: number): Said {
  const error = decodeError(payload);
  if (error.name === 'MessageAbortedError') return { event: 'idle', data: { ended: 'interrupted' } };
  const text = shownText(error.message);
  const kind = classOf(error);
  const resetAt = kind === 'limit' ? parseResetTime(error.message, at) : null;
  return resetAt === null
    ? { event: 'error', text, data: { error: kind, ended: 'error' } }
    : { event: 'limit', text, data: { error: kind, resetAt } };
}

const BILLING = /\bcredit|billing|insufficient|quota|payment/i;
const NETWORK =
  /unable to connect|cannot connect|connection|ECONN|ENOTFOUND|ETIMEDOUT|network|timed? ?out|socket/i;

function classOf({ name, message, httpStatus }: TurnError): NonNullable<EventData['error']> {
  if (name === 'ProviderAuthError') return 'login';
  const byStatus = httpStatus === null ? undefined : classOfStatus(httpStatus);
  if (byStatus === undefined && BILLING.test(message)) return 'billing';
  return byStatus ?? (httpStatus === null && NETWORK.test(message) ? 'network' : 'other');
}

function classOfStatus(status: number): EventData['error'] {
  if (status === 401 || status === 403) return 'login';
  if (status === 402) return 'billing';
  if (status === 429) return 'limit';
  return status >= 500 ? 'overloaded' : undefined;
}
