import type { ViewKey } from './view.ts';

/** Keys of a list, on the page of one thing: they act on what the page is about, whatever of it is selected. */
export function aboutPlace(keys: readonly ViewKey[]): readonly ViewKey[] {
  return keys.map((key) => ({ ...key, press: (scene) => key.press(scene, scene.place.about) }));
}
