import { z } from 'zod';
import { jsonIn } from '../files/json-in.ts';

/** What a client says first. Servers answer with the version that they speak. */
export const HELLO = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'czar', version: '1' } },
});

const welcome = z.object({
  result: z.object({
    protocolVersion: z.string().min(1),
    capabilities: z.looseObject({}),
    serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
  }),
});
const refusal = z.object({ error: z.object({ code: z.int() }) });
const message = z.looseObject({ jsonrpc: z.literal('2.0') });

/** `other`: a message that is not the answer, as servers may send at any time. */
export type Answer =
  | { readonly is: 'welcome' }
  | { readonly is: 'other' }
  | { readonly is: 'wrong'; readonly because: string };

/** What one message of a server says. Nothing of its own words is in it. */
export function decodeAnswer(text: string): Answer {
  const said = message.safeParse(jsonIn(text));
  if (!said.success) return wrong('what it says is no JSON-RPC');
  // A request of its own may have the same number.
  if (said.data['id'] !== 1 || 'method' in said.data) return { is: 'other' };
  if (welcome.safeParse(said.data).success) return { is: 'welcome' };
  const refused = refusal.safeParse(said.data);
  return wrong(
    refused.success
      ? `it refuses to begin (error ${refused.data.error.code})`
      : 'its answer to initialize is not one of MCP',
  );
}

function wrong(because: string): Answer {
  return { is: 'wrong', because };
}
