/** Runs one statement on a database and returns its rows. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
