import type { Choreography } from '../../definition/model.ts';
import { layoutOf } from '../../layout/layout.ts';
import type { Picture } from '../../layout/picture.ts';
import type { Atlas } from './atlas.ts';
import { atlasOf } from './atlas.ts';

/** A choreography, its picture and its tree, made once. */
export type Chart = {
  readonly choreography: Choreography;
  readonly picture: Picture;
  readonly atlas: Atlas;
};

export function chartOf(choreography: Choreography): Chart {
  return { choreography, picture: layoutOf(choreography), atlas: atlasOf(choreography) };
}
