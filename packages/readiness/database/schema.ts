import type { Place } from "../place.ts";

/**
 * A database's schema in the parts that its lints look at, whether read from migrations or from a
 * live database.
 */
export interface Schema {
  /** `migrations`: as the files make it. `database`: as a connection found it. */
  readonly source: "migrations" | "database";
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly policies: readonly RowPolicy[];
  readonly functions: readonly DatabaseFunction[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly grants: readonly Grant[];
  readonly extensions: readonly Extension[];
}

/** Something with a name in a schema, and where it was declared when that is a file. */
export interface Named {
  readonly schema: string;
  readonly name: string;
  readonly place?: Place;
}

export interface Table extends Named {
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly rowSecurity: boolean;
  /** Row-level security holds for the table's owner too. */
  readonly forced: boolean;
}

export interface Column {
  readonly name: string;
  /** As written or as PostgreSQL prints it, in lower case. */
  readonly type: string;
}

export interface View extends Named {
  readonly materialized: boolean;
  /** The caller's rights and row-level security hold, not its owner's. */
  readonly securityInvoker: boolean;
  /** Reads a table of the schema `auth`. */
  readonly readsAuth: boolean;
}

export interface RowPolicy extends Named {
  readonly table: string;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  readonly permissive: boolean;
  /** `public` when it names none. */
  readonly roles: readonly string[];
  /** SQL of USING and of WITH CHECK, in one line each. */
  readonly using?: string;
  readonly check?: string;
}

export interface DatabaseFunction extends Named {
  readonly securityDefiner: boolean;
  /** Undefined: whatever the caller's is. */
  readonly searchPath?: string;
}

export interface Index extends Named {
  readonly table: string;
  /** Columns and expressions in order. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** Condition of a partial index. */
  readonly where?: string;
}

export interface ForeignKey extends Named {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencesSchema: string;
  readonly references: string;
}

export interface Grant {
  readonly schema: string;
  /** A table, view or function. */
  readonly object: string;
  readonly role: string;
  /** In lower case: `select`, `execute`. */
  readonly privileges: readonly string[];
}

export interface Extension extends Named {}
