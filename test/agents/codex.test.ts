import { codex } from './codex.ts';
import { describeAgent } from './scenarios.ts';

describeAgent(codex);
