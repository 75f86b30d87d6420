import { expect, test } from 'vitest';
import { littleProgram, littleSite } from '../../support/mcp.ts';
import type { Reply, Turn } from '../llm/turn.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, toldIn } from '../stage.ts';
import { allMerged } from './work.ts';

const COMMIT = 'git commit --allow-empty -m Work -m TASK_COMPLETE';

/** Servers of tools. */
export function servers(agent: RealAgent): void {
  test.each(['program', 'site'] as const)(
    'a tool of an MCP %s is used; one that does not answer is left out',
    async (how) => {
      const { config, log } = how === 'program' ? littleProgram() : await littleSite();
      const stage = await aStage(agent, {
        tasks: { t1: 'Use the tool.\n' },
        permissions: agent.lets,
        config: {
          mcp: {
            little: 'env' in config ? { ...config, env: { ...config.env, MCP_SECRET: 's3cret' } } : config,
            gone: { command: 'no-such-program-of-mcp' },
          },
          workers: { w1: { mcp: ['little', 'gone'] } },
        },
      });
      stage.llm.reply((turn) => replyTo(agent, turn));
      await stage.start();
      const seen = await allMerged(stage, ['t1']);
      const secret = how === 'program' ? 's3cret' : '';
      expect(log()).toContain(`call echo {"text":"hello"} ${secret}`.trimEnd());
      expect(stage.llm.turns.some(({ results }) => results.join('').includes('echo of hello'))).toBe(true);
      expect(seen.problems).toMatchObject([
        { message: 'works without the MCP server "gone": there is no such program' },
      ]);
      const told = stage.llm.turns.map(toldIn).find((text) => text !== null) ?? '';
      expect(told).toContain('MCP server gone is not available in this session');
      expect(told).not.toContain('MCP server little');
    },
  );
}

/** Uses the tool, then commits, then is done. */
function replyTo(agent: RealAgent, turn: Turn): Reply {
  if (toldIn(turn) !== null) return agent.uses({ server: 'little', name: 'echo', input: { text: 'hello' } });
  if (turn.results.some((result) => result.includes('echo of hello'))) return agent.runs(COMMIT);
  return { as: 'text', text: 'Done.' };
}
