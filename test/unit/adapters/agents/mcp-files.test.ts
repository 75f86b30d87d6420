import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentKinds } from '../../../../src/adapters/agents/kinds.ts';
import { beginningOf } from '../../../../src/adapters/agents/mcp-files.ts';
import type { McpServer } from '../../../../src/domain/mcp.ts';
import type { Launch } from '../../../../src/ports/agent.ts';
import { anAgent } from '../../../support/policy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const secret = `s3cret "it's" $HOME`;
const servers: readonly McpServer[] = [
  { name: 'files', command: 'files-mcp', args: ['--in', 'a b'], env: {} },
  { name: 'docs', command: 'docs-mcp', args: ['-x'], env: { DOCS_KEY: secret } },
  { name: 'web', url: 'https://example.com/mcp', headersFromEnv: { Authorization: 'WEB_KEY' } },
];

const context = {
  cwd: '/w',
  gitDir: '/repo/.git/worktrees/w',
  generation: 1,
  worker: 'w1',
  kit: '/kit',
  statusFolder: '/project/status',
  uuid: '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a',
  resumes: null,
};

function launched(kind: string, given: readonly McpServer[] | null): Launch {
  const launch = agentKinds()
    .get(kind)
    ?.launch({
      agent: anAgent({ kind, command: kind, env: { TERM_KEY: 'mine' } }),
      ...context,
      servers: given,
    });
  if (launch === undefined) throw new Error(`there is no kind ${kind}`);
  return launch;
}

const kinds = ['claude', 'codex', 'opencode', 'custom', 'demo'];

test.each(kinds)('%s is told of no servers where none are named', (kind) => {
  const { argv, env, files } = launched(kind, null);
  expect(JSON.stringify([argv, env, files]).replaceAll(/czar-\w+\.sh|"deny":\{[^}]*\}/g, '')).not.toMatch(
    /mcp/i,
  );
});

test.each(kinds)(
  '%s gets values that may be secret in files alone, and headers by the names of variables',
  (kind) => {
    const { argv, env, files, inherits } = launched(kind, servers);
    expect(argv.join(' ')).not.toContain('s3cret');
    expect(JSON.stringify(env)).not.toContain('s3cret');
    expect(files.map(({ content }) => content).join('')).toContain('s3cret');
    expect(inherits).toContain('WEB_KEY');
  },
);

test('claude reads them from a file, and no others', () => {
  const { argv, files } = launched('claude', servers);
  const at = argv.indexOf('--mcp-config');
  expect(argv.slice(at, at + 3)).toEqual(['--mcp-config', '/kit/mcp.json', '--strict-mcp-config']);
  const file = files.find(({ name }) => name === 'mcp.json');
  expect(JSON.parse(file?.content ?? '')).toEqual({
    mcpServers: {
      files: { type: 'stdio', command: 'files-mcp', args: ['--in', 'a b'], env: {} },
      docs: { type: 'stdio', command: 'docs-mcp', args: ['-x'], env: { DOCS_KEY: secret } },
      web: { type: 'http', url: 'https://example.com/mcp', headers: { Authorization: '${WEB_KEY}' } },
    },
  });
  expect(launched('claude', []).files.find(({ name }) => name === 'mcp.json')?.content).toContain(
    '"mcpServers": {}',
  );
});

test('codex has them by flags, one of them through a file of its own', () => {
  const { argv, files } = launched('codex', servers);
  expect(argv.filter((word) => word.startsWith('mcp_servers.'))).toEqual([
    'mcp_servers.files.command="files-mcp"',
    'mcp_servers.files.args=["--in","a b"]',
    'mcp_servers.files.env_vars=["TERM_KEY"]',
    'mcp_servers.docs.command="/bin/sh"',
    'mcp_servers.docs.args=["/kit/mcp-docs.sh"]',
    'mcp_servers.docs.env_vars=["TERM_KEY"]',
    'mcp_servers.web.url="https://example.com/mcp"',
    'mcp_servers.web.env_http_headers={"Authorization"="WEB_KEY"}',
  ]);
  expect(files.map(({ name }) => name)).toEqual(['mcp-docs.sh']);
});

test('codex asks nothing before it uses those that are allowed', () => {
  const kind = agentKinds().get('codex');
  const agent = anAgent({ kind: 'codex', allow: ['mcp__docs', 'mcp__nobody'] });
  const flags = kind
    ?.launch({ ...context, agent, servers })
    .argv.filter((word) => word.includes('approval_mode'));
  expect(flags).toEqual(['mcp_servers.docs.default_tools_approval_mode="approve"']);
});

test('opencode has them in its configuration of the run', () => {
  const { env } = launched('opencode', servers);
  expect(JSON.parse(env['OPENCODE_CONFIG_CONTENT'] ?? '')).toMatchObject({
    mcp: {
      files: { type: 'local', command: ['files-mcp', '--in', 'a b'], enabled: true },
      docs: { type: 'local', command: ['/bin/sh', '/kit/mcp-docs.sh'], enabled: true },
      web: { type: 'remote', url: 'https://example.com/mcp', headers: { Authorization: '{env:WEB_KEY}' } },
    },
  });
});

test.each(['custom', 'demo'])('%s finds them in the file that $CZAR_MCP names', (kind) => {
  const { env, files } = launched(kind, servers);
  expect(env['CZAR_MCP']).toBe('/kit/mcp.json');
  expect(files.map(({ name }) => name)).toEqual(['mcp.json']);
});

test('a server that begins through a file gets its variables and arguments as they are', () => {
  const kit = temporaryFolder();
  const show = 'process.stdout.write(JSON.stringify([process.env.DOCS_KEY, ...process.argv.slice(1)]))';
  const program = {
    name: 'docs',
    command: process.execPath,
    args: ['-e', show, '--', `a 'b" $c`],
    env: { DOCS_KEY: secret },
  };
  const { command, args, file } = beginningOf(program, kit);
  writeFileSync(join(kit, file?.name ?? ''), file?.content ?? '');
  expect(JSON.parse(execFileSync(command, args, { encoding: 'utf8' }))).toEqual([secret, `a 'b" $c`]);
});
