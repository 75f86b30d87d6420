import type { FoldPart } from './fold-part.ts';

export const foldCommands: FoldPart<'commands.answered'> = {
  'commands.answered': (ledger, { hash, accepted }) => {
    ledger.commandsAnswered = { hash, accepted };
  },
};
