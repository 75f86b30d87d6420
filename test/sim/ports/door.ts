import type { Request, Response } from '../../../src/domain/request.ts';
import type { Client } from '../../../src/ports/client.ts';
import type { Door } from '../../../src/ports/door.ts';
import { decodeJson } from '../decode.ts';
import type { Life } from '../life.ts';

/** The socket of one project. Whoever holds it and dies lets go of it. */
export interface DoorFrame {
  door(life: Life, pid: number): Door;
  client(life: Life): Client;
}

interface Holder {
  readonly life: Life;
  readonly pid: number;
  answer: ((request: Request) => Promise<Response>) | null;
  readonly early: (() => void)[];
}

export function doorFrame(): DoorFrame {
  let holder: Holder | null = null;
  const present = (): Holder | null => (holder?.life.isAlive === true ? holder : null);
  return {
    door(life, pid) {
      let own: Holder | null = null;
      return {
        take: () =>
          life.ask(() => {
            const other = present();
            if (other !== null) return { taken: false, holder: `pid ${other.pid}` };
            own = { life, pid, answer: null, early: [] };
            holder = own;
            return { taken: true };
          }),
        serve(answer) {
          if (own === null) return;
          own.answer = answer;
          for (const go of own.early.splice(0)) go();
        },
        close() {
          if (holder === own) holder = null;
          return life.ask(() => undefined);
        },
      };
    },
    client: (life) => ({
      async ask(request) {
        await life.ask(() => undefined);
        const asked = present();
        if (asked === null) return null;
        const { answer } = asked;
        if (answer === null) await new Promise<void>((resolve) => asked.early.push(resolve));
        return answered(asked, request);
      },
      lastSnapshot: () => Promise.resolve(null),
      watch: async function* () {
        yield { snapshot: null, supervisor: 'dead', at: 0 };
      },
    }),
  };
}

async function answered({ answer }: Holder, request: Request): Promise<Response> {
  if (answer === null) return { ok: false, exit: 1, says: 'nobody answers' };
  try {
    const copy = decodeJson<Request>(JSON.stringify(request));
    return await answer(copy);
  } catch (error) {
    return { ok: false, exit: 1, says: error instanceof Error ? error.message : String(error) };
  }
}
