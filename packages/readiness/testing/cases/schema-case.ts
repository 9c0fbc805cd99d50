/** A second migration that violates a rule, and the most similar one that does not. */
export interface SchemaCase {
  readonly rule: string;
  readonly broken: string;
  readonly harmless: string;
  /** Text of the line that must be named; default the last statement of `broken`. */
  readonly line?: string;
  /** Only a live database shows it. */
  readonly live?: true;
}

/** Makes a new table satisfy all other rules. */
export const secured = (table: string) =>
  `alter table ${table} enable row level security, force row level security; revoke all on ${table} from anon, authenticated;`;
