import { claude } from './claude.ts';
import { describeAgent } from './scenarios.ts';

describeAgent(claude);
