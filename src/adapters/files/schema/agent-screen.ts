import { z } from 'zod';

/** How the screen of an agent is read that Czar does not know, and which keys do what there. */

/** At most so long as a terminal is wide, and without what a screen cannot show. */
const words = z
  .string()
  .regex(/^(?=.*\S)\P{Cc}{1,200}$/u, 'at most 200 characters of one row, and not only blanks');

const marks = z.array(words).max(20);

export const screen = z
  .strictObject({
    prompt: marks.default([]),
    busy: marks.default([]),
    composer: words.nullable().default(null),
    placeholder: words.nullable().default(null),
    paste: marks.default([]),
    dialogs: z
      .array(z.strictObject({ shows: words, enter: z.boolean().default(false) }))
      .max(20)
      .default([]),
  })
  .refine(
    ({ prompt, composer }) => prompt.length > 0 || composer !== null,
    'a "prompt" or a "composer": without one of them nothing tells that it can be typed into',
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
