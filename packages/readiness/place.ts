/** A line of a file. */
export interface Place {
  /** Relative to the folder that contains Pulumi.yaml. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}
