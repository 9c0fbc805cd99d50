/** A stage of a run: within its seconds, k6 moves to that number of virtual users. */
export interface Stage {
  readonly seconds: number;
  readonly vus: number;
}

type Parts = readonly (readonly [share: number, vus: number])[];

/** Each shape's stages: share of the duration, share of the virtual users. */
const partsOf = {
  /** All users from the start. */
  steady: [
    [0, 1],
    [1, 1],
  ],
  /** Up to all users, hold, and down. */
  ramp: [
    [0.4, 1],
    [0.5, 1],
    [0.1, 0],
  ],
  /** A tenth, all at once, and a tenth again: does the app recover? */
  spike: [
    [0.05, 0.1],
    [0.3, 0.1],
    [0.02, 1],
    [0.25, 1],
    [0.02, 0.1],
    [0.36, 0.1],
  ],
  /** All users for long, after a short ramp: reveals leaks. */
  soak: [
    [0.03, 1],
    [0.97, 1],
  ],
  /** Ever more until the end: the run reports where the first threshold was exceeded. */
  breakpoint: [[1, 1]],
} as const satisfies Readonly<Record<string, Parts>>;

export type Shape = keyof typeof partsOf;
export const shapes = Object.keys(partsOf) as readonly Shape[];

export function stagesOf(shape: Shape, seconds: number, vus: number): readonly Stage[] {
  return partsOf[shape].map(([share, users]) => ({
    seconds: Math.round(share * seconds),
    vus: Math.round(users * vus),
  }));
}
