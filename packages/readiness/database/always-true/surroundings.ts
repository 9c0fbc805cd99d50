/** What is known about the database that an expression belongs to. */
export interface Surroundings {
  /** The policy's table, and its schema. */
  readonly table: string;
  readonly schema: string;
  /** The types of its columns. */
  readonly columns: ReadonlyMap<string, string>;
  /** Its columns that are never null. */
  readonly required: ReadonlySet<string>;
  /** Texts of the team's functions, as `schema.name`, whose result depends only on the caller. */
  readonly safe: ReadonlyMap<string, string>;
}
