import type { QuestionTopic } from '../domain/question.ts';

/** What a question is about, in a few words. */
export function topicWords(topic: QuestionTopic): string {
  return words[topic] ?? topic.replaceAll('-', ' ');
}

const words: Readonly<Partial<Record<QuestionTopic, string>>> = {
  'unverified-delivery': 'did a text arrive?',
  'task-blocked': 'its worker asks',
  'gates-failing': 'checks fail',
  conflicts: 'conflicts',
  stuck: 'stuck',
  'crashes-agents': 'crashes its agents',
  'attempts-used-up': 'every attempt failed',
  'no-text': 'no text',
  'dependency-lost': 'waits in vain',
  'agent-asks': 'its agent asks',
  'agent-fails': 'its agent meets an error',
  leftovers: 'uncommitted work',
  'files-turned-back': 'your files turned back',
  quarantined: 'out of service',
  'base-conflict': 'the base conflicts',
  'base-rewritten': 'the base was rewritten',
  adopt: 'work of an earlier Czar',
  'merge-wanted': 'merge it?',
  'protected-paths': 'protected paths',
  'review-open': 'its review',
  'pr-closed': 'pull request closed',
  'no-token': 'no token',
  'pr-merged': 'pull request merged elsewhere',
  'pr-retargeted': 'pull request to another branch',
  'checks-wait': 'checks that do not come',
  'merge-ambiguous': 'is it merged?',
  'drop-refused': 'not taken out',
  'effect-failing': 'something keeps failing',
  'limit-reached': 'its limit is reached',
  'cost-reached': 'the limit of the project is reached',
  'omnibus-refused': 'omnibus not merged',
  'omnibus-checks': 'checks of the omnibus',
  'omnibus-closed': 'omnibus closed',
  'process-stays': 'a process that does not end',
  'program-changed': 'another version of an agent',
  'server-dies': 'tmux dies again and again',
  'commands-changed': 'changed commands',
};
