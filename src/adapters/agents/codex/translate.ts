import type { AgentEvent, EventData } from '../../../domain/agent-event.ts';
import type { AgentReport } from '../../../ports/agent.ts';
import { decodeHook, type HookPayload } from './decode-hook.ts';
import { decodeRecord, type TurnError } from './decode-record.ts';
import { limitReset } from './limit-reset.ts';
import { shownText } from '../shown-text.ts';

/** What a hook or a line of the rollout file says. A turn that ends by an error is told by the rollout file alone. */
export function translateCodex(report: AgentReport): AgentEvent | null {
  return report.via === 'hook' ? ofHook(report) : ofRecord(report);
}

function ofHook({ name, payload, at }: AgentReport): AgentEvent | null {
  const said = decodeHook(payload);
  const data = said === null ? {} : identityOf(said);
  switch (name) {
    // Comes with the first prompt only: a turn begins.
    case 'SessionStart':
    case 'PreToolUse':
    case 'PostToolUse':
    case 'PreCompact':
    case 'PermissionReview':
      return { event: 'busy', at, data };
    case 'UserPromptSubmit':
      return said === null ? null : { event: 'prompt', at, text: said.prompt, data };
    case 'PermissionRequest':
      return { event: 'permission', at, text: asked(said), data };
    case 'Stop':
      return { event: 'idle', at, data };
    case 'Interrupt':
      return { event: 'idle', at, data: { ...data, ended: 'interrupted' } };
    case 'SessionEnd':
      return { event: 'exit', at, data };
    default:
      return null;
  }
}

function identityOf({ session, transcript }: HookPayload): EventData {
  return { conversation: session, ...(transcript === null ? {} : { transcript }) };
}

function asked(said: HookPayload | null): string {
  return said === null ? '' : shownText(`${said.tool}: ${said.input}`);
}

function ofRecord({ name, payload, at }: AgentReport): AgentEvent | null {
  const record = name === 'event_msg' ? decodeRecord(payload) : null;
  switch (record?.type) {
    case undefined:
      return null;
    case 'started':
      return { event: 'busy', at };
    case 'failed':
      return {
        event: 'busy',
        at,
        data: { failed: shownText(`Exit code ${record.status}\n${record.output}`) },
      };
    case 'said':
      return { event: 'prompt', at, text: record.text };
    case 'complete':
      return record.error === null ? { event: 'idle', at } : failed(record.error, at);
    case 'aborted':
      // The other reasons are followed by a turn of codex' own, or come with its end.
      return record.reason === 'interrupted' ? { event: 'idle', at, data: { ended: 'interrupted' } } : null;
  }
}

function failed(error: TurnError, at: number): AgentEvent {
  const kind = classOf(error);
  const text = shownText(error.message);
  if (kind !== 'limit' || error.httpStatus !== null)
    return { event: 'error', at, text, data: { error: kind } };
  const resetAt = limitReset(error.message, at);
  return { event: 'limit', at, text, data: { error: kind, ...(resetAt === null ? {} : { resetAt }) } };
}

/** Codex files a quota that is used up under the usage limits, and a lost connection under the rest: the message tells. */
function classOf({ name, message, httpStatus }: TurnError): NonNullable<EventData['error']> {
  if (message.startsWith('Quota exceeded')) return 'billing';
  const byStatus = httpStatus === null ? undefined : classOfStatus(httpStatus);
  const isCut = /^stream disconnected|error sending request/.test(message);
  return byStatus ?? BY_NAME.get(name) ?? (isCut ? 'network' : 'other');
}

function classOfStatus(status: number): EventData['error'] {
  if (status === 429) return 'limit';
  if (status === 401 || status === 403) return 'login';
  return status >= 500 ? 'overloaded' : undefined;
}

const BY_NAME: ReadonlyMap<string, NonNullable<EventData['error']>> = new Map([
  ['usage_limit_exceeded', 'limit'],
  ['unauthorized', 'login'],
  ['server_overloaded', 'overloaded'],
  ['internal_server_error', 'overloaded'],
  ['http_connection_failed', 'network'],
  ['response_stream_connection_failed', 'network'],
  ['response_stream_disconnected', 'network'],
]);
