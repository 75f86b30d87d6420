import { type ProgramState, UNTRIED } from '../../domain/program.ts';
import type { FoldPart } from './fold-part.ts';
import type { MutableLedger } from './state.ts';

export const foldPrograms: FoldPart<
  'program.proved' | 'program.told' | 'program.tried' | 'program.allowed' | 'program.waits'
> = {
  'program.proved': (ledger, { program, version }, at) => change(ledger, program, { good: { version, at } }),
  'program.told': (ledger, { program, good }) => change(ledger, program, { good }),
  'program.tried': (ledger, { program, version, ok, says, screen }, at) => {
    const { tried, trials } = ledger.programs.get(program) ?? UNTRIED;
    const before = tried?.version === version ? tried.misses : 0;
    change(ledger, program, {
      tried: { version, ok, misses: ok ? 0 : before + 1, at, says, screen },
      trials: trials + 1,
      waitsUntil: null,
    });
  },
  'program.allowed': (ledger, { program, version }) => change(ledger, program, { allowed: version }),
  'program.waits': (ledger, { program, until }) => change(ledger, program, { waitsUntil: until }),
};

function change(ledger: MutableLedger, program: string, over: Partial<ProgramState>): void {
  ledger.programs.set(program, { ...(ledger.programs.get(program) ?? UNTRIED), ...over });
}
