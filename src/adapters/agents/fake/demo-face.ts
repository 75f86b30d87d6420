import { regionOf, type Region } from '../demo/view.ts';
import { type Face, type FakeView, lastSaid, type Size } from './view.ts';

/** As the demo agent draws its screen. */
export const demoFace: Face = { region, digitTakes: true };

const TEXTS = {
  trust: ['Trust', 'Do you trust the files in this folder?'],
  permission: ['The agent asks for permission', 'rm -rf build'],
} as const;

function region(view: FakeView, size: Size): Region {
  const above = lastSaid(view);
  const { composer, queued } = view;
  const below = regionOf({ mode: modeOf(view), composer, queued, notice: null, who: 'fake' }, size);
  return {
    lines: [...above, ...below.lines],
    cursorLine: above.length + below.cursorLine,
    beforeCursor: below.beforeCursor,
  };
}

function modeOf({ dialog, mode, forMs }: FakeView): Parameters<typeof regionOf>[0]['mode'] {
  if (dialog !== null) return { name: 'dialog', title: TEXTS[dialog][0], text: TEXTS[dialog][1] };
  return mode === 'busy' ? { name: 'busy', forMs } : { name: 'prompt' };
}
