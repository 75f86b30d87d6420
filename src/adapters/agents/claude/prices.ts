import type { Price, Prices } from '../../../domain/price.ts';

/**
 * What Anthropic asks for a million tokens of its models by the API, in US dollars: standard prices, without taxes and discounts.
 * Source: platform.claude.com/docs/en/about-claude/pricing, as of November 2026. Requests of more than 200,000 tokens to Sonnet 4
 * and 4.5 have other prices, which are left out.
 */
export const CLAUDE_PRICES: Prices = new Map<string, readonly Price[]>([
  ['claude-opus-5-5', [{ input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, longCacheWrite: 8 }]],
  ['claude-opus-5', [five()]],
  ['claude-opus-4-8', [five()]],
  ['claude-opus-4-7', [five()]],
  ['claude-opus-4-6', [five()]],
  ['claude-opus-4-5', [five()]],
  ['claude-opus-4-1', [fifteen()]],
  ['claude-opus-4', [fifteen()]],
  ['claude-sonnet-5-5', [{ ...two(), cacheRead: 0.1 }]],
  ['claude-sonnet-5', [two()]],
  ['claude-sonnet-4-6', [three()]],
  ['claude-sonnet-4-5', [{ ...three(), upToPrompt: 200_000 }]],
  ['claude-sonnet-4', [{ ...three(), upToPrompt: 200_000 }]],
  ['claude-haiku-5-5', [shortHaiku(), longHaiku()]],
  ['claude-haiku-4-5', [one()]],
]);

function fifteen(): Price {
  return { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75, longCacheWrite: 30 };
}

function five(): Price {
  return { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, longCacheWrite: 10 };
}

function three(): Price {
  return { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, longCacheWrite: 6 };
}

function two(): Price {
  return { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, longCacheWrite: 4 };
}

function one(): Price {
  return { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, longCacheWrite: 2 };
}

function shortHaiku(): Price {
  return {
    input: 0.1,
    output: 0.5,
    cacheRead: 0.01,
    cacheWrite: 0.125,
    longCacheWrite: 0.2,
    upToPrompt: 100_000,
  };
}

function longHaiku(): Price {
  return { input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625, longCacheWrite: 1 };
}
