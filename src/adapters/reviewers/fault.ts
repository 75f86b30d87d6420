import { Fault } from '../../domain/fault.ts';
import { printable } from '../../domain/names.ts';

/** A review that did not come about: never an approval. */
export function reviewFault(
  because: string,
  { transient, help }: { readonly transient: boolean; readonly help?: string },
  cause?: unknown,
): Fault {
  return new Fault(
    {
      code: 'review-failed',
      what: 'review a change',
      on: 'the reviewer',
      because: printable(because),
      transient,
      ...(help === undefined ? {} : { help }),
    },
    cause,
  );
}
