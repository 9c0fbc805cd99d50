/** Tests of a module that run longer with other variables; declared in its `testing/long.ts`. */
export type LongTests = readonly {
  /** `npm run test:long <name>` */
  readonly name: string;
  readonly what: string;
  /** Relative to the module's folder. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}[];
