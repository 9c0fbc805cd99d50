interface OwnedRow {
  readonly insert: string;
  /** The condition that finds it, which begins with the column that names the owner. */
  readonly owned: string;
}

/** What a module's `testing/tenancy.ts` declares, so that its tables are tried as other tenants. */
export interface Tenancy {
  /** One of the owner's rows in each table, or the service's where a table has no owners. */
  rows(owner: string): Readonly<Record<string, OwnedRow>>;
  /** How many of these rows their owner may select, by table. */
  readonly readable?: Readonly<Record<string, number>>;
  /** Calls of the functions that other roles than the service may call. */
  readonly functions?: Readonly<Record<string, string>>;
}
