import type { FaultFacts } from '../../domain/fault.ts';
import type { Api } from './api.ts';
import { decodeRepository, statusOf } from './decode-answer.ts';
import { forgeFault } from './fault.ts';

/** What keeps Czar from working with this repository of GitHub, as far as GitHub can be asked; `lasting` false: it may pass. */
export interface Lack extends Pick<FaultFacts, 'because' | 'help'> {
  readonly lasting: boolean;
}

/** Null: everything is as it has to be. */
export async function lackOf(
  api: Api,
  { owner, name, isApp = false }: { readonly owner: string; readonly name: string; readonly isApp?: boolean },
): Promise<Lack | null> {
  try {
    const { full_name, archived, permissions } = decodeRepository(
      (await api.rest.repos.get({ owner, repo: name })).data,
    );
    if (archived) return { because: `${full_name} is archived: nothing in it can change`, lasting: true };
    // An App pushes nothing, and is told of rights that only people have.
    if (permissions?.push === false && !isApp) {
      const because = `the token may look at ${full_name}, and not push to it`;
      return { because, help: 'docs/github.md says what a token has to be allowed', lasting: true };
    }
    return null;
  } catch (error) {
    const { because, help, transient } = forgeFault(error, 'look at', `${owner}/${name}`).facts;
    const lasting = transient !== true && statusOf(error) !== null;
    return { because, lasting, ...(help === undefined ? {} : { help }) };
  }
}
