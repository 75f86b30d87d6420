import { describe, expect, test } from 'vitest';
import type { McpServer } from '../../src/domain/mcp.ts';
import type { McpServers } from '../../src/ports/mcp.ts';
import { looseLeash } from '../support/loose-leash.ts';

export interface McpBench {
  readonly servers: McpServers;
  /** One that answers, and one that does not. */
  readonly good: McpServer;
  readonly bad: McpServer;
}

/** What everything that looks for servers of tools promises. */
export function describeMcp(name: string, make: () => Promise<McpBench>): void {
  const among = { cwd: '/', env: {}, ...looseLeash };

  describe(`the servers of tools (${name})`, () => {
    test('those that answer are not missing, and each of the others has a reason', async () => {
      const { servers, good, bad } = await make();
      const missing = await servers.missing([good, bad], among);
      expect(missing.map(({ name: missed }) => missed)).toEqual([bad.name]);
      expect(missing[0]?.because).toMatch(/^it .{5,}$/);
    });

    test('of none, none is missing', async () => {
      const { servers } = await make();
      expect(await servers.missing([], among)).toEqual([]);
    });
  });
}
