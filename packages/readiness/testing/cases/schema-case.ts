/** A second migration that a rule finds something in, and the nearest one in which it does not. */
export interface SchemaCase {
  readonly rule: string;
  readonly broken: string;
  readonly harmless: string;
  /** Text of the line that has to be named; default the last statement of `broken`. */
  readonly line?: string;
  /** Only a live database shows it. */
  readonly live?: true;
}

/** Makes a new table one that breaks no other rule. */
export const secured = (table: string) =>
  `alter table ${table} enable row level security, force row level security; revoke all on ${table} from anon, authenticated;`;
