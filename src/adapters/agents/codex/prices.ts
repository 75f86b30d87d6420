import type { Price, Prices } from '../../../domain/price.ts';

/** Requests of more tokens cost more; how much, is left out. */
const SHORT = 272_000;

/**
 * What OpenAI asks for a million tokens of its models by the API, in US dollars: standard prices, without taxes and discounts; what a
 * ChatGPT plan pays for is another matter. Source: developers.openai.com/api/docs/pricing and the announcements of the models, up
 * to October 2026. Models whose price is not certain or only for a while are left out.
 */
export const CODEX_PRICES: Prices = new Map<string, readonly Price[]>([
  ['gpt-6.1-sol', [{ input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5, upToPrompt: SHORT }]],
  ['gpt-6.1-terra', [{ input: 1, output: 5, cacheRead: 0.05, cacheWrite: 1.25, upToPrompt: SHORT }]],
  ['gpt-6-astra', [{ input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5, upToPrompt: SHORT }]],
  ['gpt-6-sol', [{ input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, upToPrompt: SHORT }]],
  ['gpt-6-luna', [{ input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125, upToPrompt: SHORT }]],
  ['gpt-5.5', [{ input: 5, output: 30, cacheRead: 0.5, cacheWrite: null, upToPrompt: SHORT }]],
  ['gpt-5.4', [{ input: 2.5, output: 15, cacheRead: 0.25, cacheWrite: null, upToPrompt: SHORT }]],
  ['gpt-5.3-codex', [{ input: 1.75, output: 14, cacheRead: 0.175, cacheWrite: null }]],
  ['gpt-5.2-codex', [{ input: 1.75, output: 14, cacheRead: 0.175, cacheWrite: null }]],
  ['gpt-5.1-codex-max', [{ input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: null }]],
  ['gpt-5.1-codex', [{ input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: null }]],
  ['gpt-5-codex', [{ input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: null }]],
]);
