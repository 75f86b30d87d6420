import { opencode } from './opencode.ts';
import { describeAgent } from './scenarios.ts';

describeAgent(opencode);
