import { digest } from '../../adapters/digest/digest.ts';
import { commandList } from '../../decide/commands.ts';
import { openForEdits } from '../human-files.ts';
import type { Place } from '../place.ts';
import { acceptanceOf } from './store.ts';

/** Accepts what the config of a new project names, which Czar has just written; says what, one line each. */
export async function acceptOwn(place: Place): Promise<readonly string[]> {
  const files = await openForEdits(place);
  const { policy } = await files.policy();
  await files.close();
  const list = commandList({ policy, tasks: new Map() }, (text) => digest.sha256(text));
  if (list.commands.length > 0) await acceptanceOf(place).accept(list, Date.now());
  return list.commands.map(({ what, shows }) => `accepted ${what}: ${shows}`);
}
