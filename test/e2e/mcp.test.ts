import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { aShop } from '../support/czar-shop.ts';
import { littleProgram, littleSite } from '../support/mcp.ts';

/** Keeps what it was given, says that it is done, and waits for the next text. */
const AGENT = `#!/bin/sh
event() { "$CZAR_EVENT" "$@"; }
event ready
while IFS= read -r line; do
  case $line in
    '[czar '*) text=$line ;;
    *) text=$text'
'$line ;;
  esac
  case $line in
    '[end '*)
      printf '%s' "$text" | event prompt
      printf '%s' "$text" > "text.$CZAR_GENERATION"
      if [ -n "$CZAR_MCP" ]; then cp "$CZAR_MCP" "mcp.$CZAR_GENERATION"; fi
      git add -A && git commit -q -m Work -m TASK_COMPLETE
      event idle
      ;;
  esac
done
`;

const NAMED = {
  primary_tasks: { w1: { priority: 1 } },
  bonus_tasks: { next: { assignee: 'w1', priority: 2 } },
};

/** Answers in an instant, on the busiest machine. */
const GREETING =
  '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"x","version":"1"}}}';
const GOOD = {
  command: '/bin/sh',
  args: ['-c', `read -r hello; printf '%s\\n' '${GREETING}'; cat > /dev/null`],
  env: { GOOD_KEY: 's3cret' },
};

test('a session begins with the servers that answer, and a task with others gets a session of its own', async () => {
  const bad = littleProgram('exits');
  const site = await littleSite();
  const shop = aShop({
    tasks: {},
    config: {
      agent: 'mine',
      agents: { mine: { command: '/bin/sh', args: ['../../../agent.sh'], mcp: ['good'] } },
      workers: { w1: { mcp: ['bad'] } },
      mcp: {
        good: GOOD,
        bad: bad.config,
        site: site.config,
      },
    },
    files: {
      'work-queue.json': JSON.stringify(NAMED),
      'agent.sh': AGENT,
      'tasks/w1.md': '# First',
      'tasks/next.md': '---\nmcp: [site]\n---\n# Second\n',
    },
  });
  shop.git('config', 'user.name', 'An Agent');
  shop.git('config', 'user.email', 'agent@example.com');
  await shop.start();
  const seen = await shop.merged('w1', 'next');

  const show = (path: string): string => shop.git('show', `omnibus/shop:${path}`);
  const serversIn = (path: string): readonly string[] => {
    const file: unknown = JSON.parse(show(path));
    return Object.keys(z.object({ mcpServers: z.record(z.string(), z.unknown()) }).parse(file).mcpServers);
  };
  const [first, second] = shop
    .git('ls-tree', '--name-only', 'omnibus/shop')
    .split('\n')
    .filter((name) => name.startsWith('mcp.'))
    .toSorted();
  expect(serversIn(first ?? '')).toEqual(['good']);
  expect(serversIn(second ?? '')).toEqual(['good', 'site']);
  for (const generation of [first, second].map((name) => name?.slice(4)))
    expect(show(`text.${generation}`)).toContain(
      'MCP server bad is not available in this session: do without it.',
    );
  // On a busy machine it may not have ended when it is no longer waited for.
  const because = /it ends at once, with status 3|it does not answer in time/;
  expect(seen.problems).toMatchObject([
    { file: 'w1', message: expect.stringMatching(/^works without the MCP server "bad": /) as string },
  ]);
  expect(seen.problems[0]?.message).toMatch(because);
  expect((await shop.run('why', 'w1')).out).toContain('no MCP server bad');
  const journal = await shop.run('log', '--json');
  expect(journal.out).toMatch(
    /without MCP server bad \((?:it ends at once, with status 3|it does not answer in time)\)/,
  );
  expect(journal.out).not.toContain('s3cret');
  expect(readFileSync(join(shop.root, 'status/decisions.jsonl'), 'utf8')).not.toContain('s3cret');
});
