import { z } from 'zod';
import { USUAL_TOKEN_COMMAND } from '../../../domain/policy.ts';
import { keys, screen } from './agent-screen.ts';
import { check, count, duration, innerPath, name, schemaKey, size, text } from './parts.ts';

/**
 * `czar.config.json` with its defaults. Keys that this release has no use for yet are checked all the same, so that a config
 * written for a later one is not refused for them.
 */
const strings = z.array(text);
const level = z.enum(['off', 'warn', 'block']);

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable');

const worker = z.strictObject({
  agent: text.min(1).optional(),
  paths: strings.default([]),
  mcp: z.array(name).default([]),
});

export const agentSchema = z.strictObject({
  kind: text.optional(),
  command: text.min(1).nullable().default(null),
  args: strings.default([]),
  model: text.nullable().default(null),
  env: z.record(variable, text).default({}),
  account: text.default('default'),
  permissions: z.enum(['ask', 'edits', 'auto', 'deny', 'bypass']).default('ask'),
  allow: strings.default([]),
  deny: strings.default(['Bash(git push *)', 'Bash(gh *)']),
  trust: z.boolean().default(false),
  onPrompt: z.enum(['wait', 'deny']).default('wait'),
  promptTimeout: duration.default('10m'),
  pasteLimit: size.nullable().default(null),
  mcp: z.array(name).default([]),
  screen: screen.nullable().default(null),
  interruptKeys: keys.nullable().default(null),
  clearKeys: keys.nullable().default(null),
  resumeArgs: strings.nullable().default(null),
  versionArgs: strings.min(1).nullable().default(null),
});

/** Beside the protocol of MCP this is all that the kinds of agents have in common. */
const server = z.union(
  [
    z.strictObject({
      command: text.min(1),
      args: strings.default([]),
      env: z.record(variable, text).default({}),
    }),
    z.strictObject({
      url: z.string().regex(/^https?:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i, 'an address with http or https'),
      headersFromEnv: z
        .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'a name of a header'), variable)
        .default({}),
    }),
  ],
  { error: '{ "command", "args", "env" } or { "url", "headersFromEnv" }' },
);

const setup = z.strictObject({
  run: text.nullable().default(null),
  copy: z.array(innerPath).default(['.env', '.env.local']),
  link: z.array(innerPath).default([]),
  timeout: duration.default('10m'),
});

const rules = z.strictObject({
  docs: level.default('off'),
  changelog: level.default('off'),
  secrets: level.default('block'),
  protected: strings.default(['.github/**', '.claude/**', '.mcp.json', 'CODEOWNERS']),
});

const review = z.strictObject({
  by: z.enum(['none', 'command', 'anthropic', 'openai-compatible']).default('none'),
  command: z
    .union([text.min(1), z.array(text).min(1)], { error: 'a text, or a list of a program and its arguments' })
    .nullable()
    .default(null),
  model: text.nullable().default(null),
  // A key may go there: nothing but the machine itself is spoken to in the clear.
  baseUrl: z
    .string()
    .regex(
      /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)(?:\/[^\s?#]*)?$/i,
      'an address with https, such as "https://models.example.com/v1"',
    )
    .nullable()
    .default(null),
  rounds: count.default(3),
  timeout: duration.default('10m'),
});

const merge = z.strictObject({
  auto: z.boolean().default(true),
  unblockOn: z.enum(['merged', 'complete']).default('merged'),
  followBase: z.boolean().default(true),
  omnibus: z.enum(['manual', 'auto']).default('manual'),
});

const github = z.strictObject({
  tokenCommand: text.default(USUAL_TOKEN_COMMAND),
  // A token goes there: nothing but the machine itself is spoken to in the clear.
  baseUrl: z
    .string()
    .regex(
      /^(?:https:\/\/[^\s/?#@]+|http:\/\/127\.0\.0\.1(?::\d+)?)(?:\/[^\s?#]*)?$/i,
      'an address with https, such as "https://git.example.com/api/v3"',
    )
    .nullable()
    .default(null),
  app: z
    .strictObject({
      id: z.int().positive(),
      installationId: z.int().positive(),
      keyFile: text.min(1),
    })
    .nullable()
    .default(null),
  parentIssue: z.boolean().default(false),
  webhook: z
    .strictObject({
      port: z.int().min(1).max(65_535),
      host: z
        .string()
        .regex(/^[\w.:-]+$/, 'a name or an address')
        .default('127.0.0.1'),
      path: z
        .string()
        .regex(/^\/[\w./-]*$/, 'a path such as "/czar"')
        .default('/'),
      secretFile: text.min(1).nullable().default(null),
    })
    .nullable()
    .default(null),
});

const pr = z.strictObject({
  draft: z.boolean().default(false),
  label: text.default('worker-generated'),
  assignee: text.default('@me'),
  reviewers: strings.default([]),
});

const ci = z.strictObject({
  wait: z.enum(['off', 'if-present', 'required']).default('if-present'),
  appearWithin: duration.default('3m'),
  timeout: duration.default('45m'),
});

const git = z.strictObject({
  branchPrefix: text.default('feat/<project>-'),
  integration: text.default('omnibus/<project>'),
  author: text.default('inherit'),
  sign: z.union([z.boolean(), text], { error: 'true, false or "inherit"' }).default('inherit'),
  committer: z
    .string()
    .regex(/^[^<>\p{Cc}]+ <[^<>\s\p{Cc}]+>$/u, 'an identity such as "Czar <czar@localhost>"')
    .default('Czar <czar@localhost>'),
});

const health = z.strictObject({
  slow: duration.default('1h'),
  stuck: duration.default('2h'),
  remind: count.default(1),
  help: count.default(1),
  silence: duration.default('30m'),
  coolDown: duration.default('10m'),
  unverified: duration.default('10m'),
  quiet: duration.default('10s'),
  away: duration.default('30m'),
});

const limits = z.strictObject({
  until: text.nullable().default(null),
  cost: z.number().min(0).nullable().default(null),
  costPerTask: z.number().min(0).nullable().default(null),
  taskTime: duration.nullable().default(null),
  minFreeMemory: size.default('2GB'),
  minFreeDisk: size.default('5GB'),
  checkMemory: size.nullable().default(null),
  gates: z
    .union([z.int().min(1).max(64), z.literal('auto')], { error: 'a whole number from 1 to 64, or "auto"' })
    .default('auto'),
});

const usd = z.number().min(0);

/** In US dollars for a million tokens; null: not known. */
const price = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: usd.nullable().default(null),
  cacheWrite: usd.nullable().default(null),
});

const notify = z.strictObject({
  on: strings.default(['needs-human', 'quarantined', 'all-limited', 'done', 'supervisor-down']),
  command: text.nullable().default(null),
  desktop: z.boolean().default(true),
});

export const configSchema = z.strictObject({
  $schema: schemaKey,
  project: name.optional(),
  home: z.enum(['.', '.czar']).optional(),
  base: text.min(1).optional(),
  worktrees: innerPath
    .refine((path) => !/^(?:\.?\/*)*(?:\.git(?:\/|$)|$)/.test(path), 'a folder of its own inside the project')
    .default('.czar/worktrees'),
  workers: z.record(name, worker).optional(),
  parallel: z
    .union([z.int().min(1).max(1_000), z.literal('auto')], { error: 'a whole number from 1 on, or "auto"' })
    .default('auto'),
  agent: text.min(1).optional(),
  agents: z.record(name, agentSchema).default({}),
  mcp: z.record(name, server).default({}),
  setup: setup.prefault({}),
  checks: z.array(check).default([]),
  rules: rules.prefault({}),
  review: review.prefault({}),
  merge: merge.prefault({}),
  forge: z.enum(['local', 'github', 'auto']).default('local'),
  github: github.prefault({}),
  pr: pr.prefault({}),
  ci: ci.prefault({}),
  git: git.prefault({}),
  health: health.prefault({}),
  restart: z
    .strictObject({ max: count.default(5), per: duration.default('15m'), backoff: duration.default('5s') })
    .prefault({}),
  retries: z
    .strictObject({ gates: count.default(3), conflicts: count.default(2), task: count.default(3) })
    .prefault({}),
  limits: limits.prefault({}),
  prices: z.record(text.min(1), price).default({}),
  lease: duration.default('10m'),
  keepAwake: z.boolean().default(true),
  writeBack: z.boolean().optional(),
  memory: innerPath.nullable().default(null),
  notify: notify.prefault({}),
  keep: z
    .strictObject({
      logs: size.default('50MB'),
      trash: duration.default('14d'),
      journal: duration.default('30d'),
    })
    .prefault({}),
  tmux: z
    .strictObject({
      socket: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of a tmux socket')
        .nullable()
        .default(null),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
