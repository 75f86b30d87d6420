import { test } from 'vitest';
import { honestDays } from './kinds.ts';
import { expectTrue, TIMEOUT_MS } from './table.ts';

test(
  'agents that work, think, build and wait are never called stuck, crashed or idle',
  () => expectTrue(honestDays),
  TIMEOUT_MS,
);
