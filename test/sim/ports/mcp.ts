import type { McpServer } from '../../../src/domain/mcp.ts';
import type { McpServers } from '../../../src/ports/mcp.ts';
import type { Life } from '../life.ts';

export const SERVERS: ReadonlyMap<string, McpServer> = new Map([
  ['docs', { name: 'docs', command: 'docs', args: [], env: {} }],
  ['search', { name: 'search', url: 'http://127.0.0.1:1/mcp', headersFromEnv: {} }],
]);

export function simulatedServers(life: Life, answers: (name: string) => boolean): McpServers {
  return {
    missing: (servers) =>
      life.ask(() =>
        servers.flatMap(({ name }) => (answers(name) ? [] : [{ name, because: 'it does not answer' }])),
      ),
  };
}
