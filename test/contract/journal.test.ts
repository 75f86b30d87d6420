import { aJournal } from '../support/journal-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeJournal } from './journal-suite.ts';

describeJournal('files', () => {
  const dir = temporaryFolder();
  return { opener: () => aJournal(dir) };
});
