/** One line of the report. */
export interface Guarantee {
  readonly guarantee: string;
  readonly held: boolean;
  /** What was done, with figures. */
  readonly done: string;
}

export type Add = (guarantee: string, held: boolean, done: string) => void;
