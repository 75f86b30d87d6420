import type { SessionSpec } from '../../src/ports/terminal.ts';
import type { Scenario } from './scenario.ts';
import type { Watchdog } from './watchdog.ts';

/** A dialog in a simulated pane. */
export interface SimulatedDialog {
  readonly title: 'Trust' | 'The agent asks for permission';
  readonly text: string;
  readonly openedAt: number;
  /** What becomes of the agent then. */
  close(yes: boolean): void;
}

/** An answer that a human gave, and the question as they saw it. */
export interface GivenAnswer {
  readonly question: string;
  readonly choice: string;
  isUsed: boolean;
}

/** Between the last look and a key a dialog may open or close: nobody can see that. In milliseconds. */
const UNSEEN_MS = 100;

/** What must hold of every key that reaches a dialog, or comes too late for one. */
export interface DialogRights {
  onChoice(spec: SessionSpec, dialog: SimulatedDialog, yes: boolean): void;
  onEnter(spec: SessionSpec, openForMs: number): void;
  onPaste(spec: SessionSpec, openForMs: number): void;
  onLateKey(spec: SessionSpec, closedForMs: number): void;
}

export function dialogRights(
  { dialogs }: Scenario,
  answers: readonly GivenAnswer[],
  watchdog: Watchdog,
): DialogRights {
  const isFromHuman = (text: string, choice: string): boolean => {
    const given = answers.find(
      (answer) => !answer.isUsed && answer.choice === choice && answer.question.includes(text),
    );
    if (given !== undefined) given.isUsed = true;
    return given !== undefined;
  };
  const unseen = (what: string, forMs: number): void => {
    if (forMs > UNSEEN_MS) watchdog.violated(`${what}, for ${forMs} ms`);
  };
  return {
    onChoice({ worker }, { title, text }, yes) {
      const flat = text.replace(/\s+/g, ' ');
      watchdog.note(`dialog of ${worker} gets ${yes ? 'yes' : 'no'}: ${flat}`);
      if (isFromHuman(flat, yes ? 'yes' : 'no')) return;
      const mayCzar = title === 'Trust' ? yes && dialogs.trust : !yes && dialogs.onPrompt === 'deny';
      if (!mayCzar) watchdog.violated(`nobody chose ${yes ? 'yes' : 'no'} for ${worker}: ${flat}`);
    },
    onEnter: ({ worker }, openForMs) => unseen(`Enter is pressed into a dialog of ${worker}`, openForMs),
    onPaste: ({ worker }, openForMs) => unseen(`a text is pasted into a dialog of ${worker}`, openForMs),
    onLateKey: ({ worker }, closedForMs) =>
      unseen(`a choice is typed without a dialog of ${worker}`, closedForMs),
  };
}
