import type { Colours } from '../views/paint.ts';
import type { Surroundings } from './surroundings.ts';

/** None with NO_COLOR or where the terminal has none; for a light background where the terminal says that it has one (COLORFGBG). */
export function coloursOf(env: Surroundings['env']): Colours {
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  const background = /;(\d+)$/.exec(env['COLORFGBG'] ?? '')?.[1];
  const isLight = background === '7' || background === '15';
  return isLight && /256color|truecolor|24bit/.test(`${env['TERM'] ?? ''} ${env['COLORTERM'] ?? ''}`)
    ? 'light'
    : true;
}
