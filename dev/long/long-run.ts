/** A test or proof too long for `npm test`. */
export interface LongRun {
  readonly name: string;
  readonly what: string;
  /** A similar case in `npm test`. */
  readonly shortCase: string;
  /** Arguments of the checkout's own Node.js, from the top level. */
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
