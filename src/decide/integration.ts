import type { JoinedBase } from '../domain/integration.ts';
import type { RewrittenBase } from '../domain/ledger.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { isDue } from './due.ts';
import { wantsMerge } from './wanted-omnibus.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'integration';

/** Keeps the integration branch: opens it at the base, and merges the base in when that moves. */
export const integration: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  return {
    notes: [...movedByOthers(world), ...rewrittenNotes(world)],
    actions: [...openStep(world), ...followStep(world)],
  };
};

/** What keeps the integration branch from being used, or null. */
export function explainIntegration(world: World): string | null {
  if (!world.integrationTip.known)
    return `the integration branch cannot be read: ${world.integrationTip.reason}`;
  if (world.ledger.integration.tip === null) return 'the integration branch is being opened';
  if (rewrittenBase(world) !== null) return 'the base was rewritten, and is taken in when you say so';
  if (isBehind(world)) return 'the base moved and is being merged in';
  return world.ledger.integration.isProtected === true
    ? `nobody may push to ${world.ledger.integration.branch}: the base is merged in with the omnibus`
    : null;
}

/** The base as it is, when it was found to drop what the integration branch has of it and nobody said to take it in. */
export function rewrittenBase(world: World): RewrittenBase | null {
  const { rewritten } = world.ledger.integration;
  if (rewritten === undefined || rewritten.accepted || !isBehind(world)) return null;
  return world.baseTip.known && world.baseTip.value === rewritten.tip ? rewritten : null;
}

/** Merged as it is, it would bring back what somebody took out of it: perhaps a secret. */
function rewrittenNotes(world: World): readonly Note[] {
  const rewritten = rewrittenBase(world);
  if (rewritten === null) return [];
  const { policy, ledger, now } = world;
  const [tip, held] = [rewritten.tip.slice(0, 8), rewritten.held.slice(0, 8)];
  return questionNotes(world, RULE, {
    topic: 'base-rewritten',
    about: rewritten.tip,
    detail: `${policy.base} was rewritten: ${ledger.integration.branch} holds ${held} of it, which it dropped`,
    evidence: [{ source: 'git', at: now, says: `${policy.base} at ${tip} does not contain ${held}` }],
  });
}

function openStep(world: World): readonly Action[] {
  const { integrationTip, baseTip, ledger } = world;
  if (!integrationTip.known || !baseTip.known || baseTip.value === null) return [];
  const { tip, branch } = ledger.integration;
  if (integrationTip.value !== null && tip !== null) return [];
  const says = tip === null ? `base at ${baseTip.value.slice(0, 8)}` : `last seen at ${tip.slice(0, 8)}`;
  return [
    {
      kind: 'open-integration',
      lane: 'integrate',
      rule: RULE,
      why:
        integrationTip.value === null
          ? `${branch} ${tip === null ? 'does not exist yet' : 'is gone: it is set up again where it was'}`
          : `${branch} is taken up as it is`,
      evidence: [{ source: 'git', at: world.now, says }],
      base: tip ?? baseTip.value,
    },
  ];
}

/** Somebody else moved it: what is there counts, and every verdict on the old tip expires with it. */
function movedByOthers({ integrationTip, ledger, now }: World): readonly Note[] {
  const { tip, baseTip, branch } = ledger.integration;
  if (!integrationTip.known || integrationTip.value === null || tip === null || integrationTip.value === tip)
    return [];
  if ([...ledger.open.values()].some(({ action }) => action.lane === 'integrate')) return [];
  if (integrationTip.at <= lastMoveAt(ledger)) return [];
  return [
    {
      rule: RULE,
      why: `${branch} was moved by somebody else`,
      evidence: [
        { source: 'git', at: now, says: `${tip.slice(0, 8)} -> ${integrationTip.value.slice(0, 8)}` },
      ],
      facts: [
        {
          type: 'integration.moved',
          tip: integrationTip.value,
          baseTip: baseTip ?? tip,
          because: 'moved by somebody else',
        },
      ],
    },
  ];
}

/** An observation from before the last move says nothing. Epoch milliseconds. */
function lastMoveAt({ integration: { movedAt } }: World['ledger']): number {
  return movedAt ?? 0;
}

function isBehind(world: World): boolean {
  const { baseTip, ledger, policy } = world;
  if (!baseTip.known || baseTip.value === null || ledger.integration.tip === null) return false;
  // The omnibus takes the place of the base, so it has to hold it whatever the config says, and whoever may push.
  const isFollowed = policy.merge.followBase && ledger.integration.isProtected !== true;
  if (!isFollowed && !wantsMerge(world)) return false;
  return baseTip.value !== ledger.integration.baseTip && joinedBase(world) === null;
}

/** The merge of what the integration branch and the base are now, which was made and tested beside both; null: there is none. */
export function joinedBase({ baseTip, ledger }: World): JoinedBase | null {
  const { joined, tip } = ledger.integration;
  if (joined === undefined || joined.tip !== tip) return null;
  return baseTip.known && baseTip.value === joined.base ? joined : null;
}

/** Whether the base is merged in before anything else is. One that cannot be merged in does not hold up the rest. */
export function followsBase(world: World): boolean {
  return followStep(world).some((action) => isDue(world, action));
}

function followStep(world: World): readonly Action[] {
  const { baseTip, ledger } = world;
  if (!isBehind(world) || !baseTip.known || baseTip.value === null || ledger.integration.tip === null)
    return [];
  if (rewrittenBase(world) !== null) return [];
  return [
    {
      kind: 'follow-base',
      lane: 'integrate',
      rule: RULE,
      why: `${world.policy.base} moved`,
      evidence: [{ source: 'git', at: world.now, says: `base at ${baseTip.value.slice(0, 8)}` }],
      tip: ledger.integration.tip,
      base: baseTip.value,
    },
  ];
}
