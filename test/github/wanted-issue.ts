import type { WantedIssue } from '../../src/ports/forge.ts';

export const mark = '<!-- czar:0/round 1 -->';

/** A parent issue as a round begins with it. */
export const wanted: WantedIssue = {
  mark,
  number: null,
  title: 'shop: round 1',
  body: `Nothing yet\n\n${mark}\n`,
  labels: ['worker-generated'],
  isOver: false,
};
