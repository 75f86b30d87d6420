import { z } from 'zod';

/** How the screen of an agent is read that Czar does not know, and which keys do what there. */

/** At most so long as a terminal is wide, and without what a screen cannot show. */
const words = z
  .string()
  .regex(/^(?=.*\S)\P{Cc}{1,200}$/u, 'at most 200 characters of one row, and not only blanks');

const marks = z.array(words).max(20);

/** Key names of tmux, and plain letters and digits: a dialog is answered by them. */
const answer = z
  .array(
    z
      .string()
      .regex(
        /^(?:[A-Za-z0-9]|(?:[CMS]-){0,3}(?:Enter|Escape|Space|Tab|BTab|BSpace|Home|End|Up|Down|Left|Right)|[CM]-[a-z])$/,
        'a key of tmux such as "y", "Enter", "Escape" or "Down"',
      ),
  )
  .min(1)
  .max(20);

const choice = z.strictObject({
  shows: words,
  means: z.enum(['yes', 'always', 'no', 'other']).default('other'),
  keys: answer.nullable().default(null),
});

const dialog = z
  .strictObject({
    shows: words,
    enter: z.boolean().default(false),
    choices: z.array(choice).max(9).default([]),
  })
  .refine(
    ({ choices }) => new Set(choices.map(({ keys }) => keys === null)).size < 2,
    'either each of the "choices" has "keys", or none: then their numbers are typed',
  );

export const screen = z
  .strictObject({
    prompt: marks.default([]),
    busy: marks.default([]),
    composer: words.nullable().default(null),
    continues: words.nullable().default(null),
    placeholder: words.nullable().default(null),
    paste: marks.default([]),
    limits: marks.default([]),
    dialogs: z.array(dialog).max(20).default([]),
  })
  .refine(
    ({ prompt, composer }) => prompt.length > 0 || composer !== null,
    'a "prompt" or a "composer": without one of them nothing tells that it can be typed into',
  )
  .refine(
    ({ composer, continues }) => continues === null || composer !== null,
    '"continues" is of the rows below the first one of a "composer"',
  );

/** Key names of tmux. No plain characters, and nothing that submits. */
export const keys = z
  .array(
    z
      .string()
      .regex(
        /^(?:(?:[CMS]-){0,3}(?:Escape|Tab|BTab|BSpace|DC|IC|Home|End|NPage|PPage|Up|Down|Left|Right|F(?:[1-9]|1[0-2]))|C-(?![jm])[a-z]|M-[a-z])$/,
        'a key of tmux such as "Escape", "C-u" or "BSpace", and neither a plain character nor Enter',
      ),
  )
  .min(1)
  .max(100);
