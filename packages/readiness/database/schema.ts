import type { Place } from "../place.ts";

/**
 * A database's schema in the parts that lints check, read from a PostgreSQL catalog: that of a
 * database in which the migrations were run, or a live one.
 */
export interface Schema {
  /** `migrations`: as the files create it. `database`: as read through a connection. */
  readonly source: "migrations" | "database";
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly platformTables: readonly PlatformTable[];
  readonly policies: readonly RowPolicy[];
  readonly functions: readonly DatabaseFunction[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly extensions: readonly Extension[];
  readonly roles: readonly DatabaseRole[];
  readonly publications: readonly Publication[];
  readonly buckets: readonly Bucket[];
  /** What migrations do to objects of earlier ones; empty for a live database. */
  readonly steps: readonly MigrationStep[];
  /** Statements with unknown effect, because they could not be run. */
  readonly notRun: readonly NotRun[];
}

/** The lists of a schema that a statement can change. */
export type SchemaPart = Exclude<keyof Schema, "source" | "notRun">;

/** The statement that last changed one aspect of an object. */
export interface Touch {
  readonly place: Place;
  /** Statement counter: of two touches the higher one was later. */
  readonly order: number;
}

/** A named object in a schema, and the statements that created and changed it. */
export interface Named {
  readonly schema: string;
  readonly name: string;
  /** Where it was created, if in a file. */
  readonly made?: Touch;
  /** By aspect: `rowSecurity`, `acl:anon:insert`. Only changes after its creation. */
  readonly touched?: Readonly<Record<string, Touch>>;
}

/** Roles of Data API requests: without a token, and with one. */
export type ApiRole = "anon" | "authenticated";
export type TablePrivilege = "select" | "insert" | "update" | "delete" | "truncate";

/** Who may do what, through grants to the role, to PUBLIC, to inherited groups, and on columns. */
export type Access<Privilege extends string> = Readonly<Record<Privilege, readonly ApiRole[]>>;

export interface Table extends Named {
  readonly kind: "table" | "partitioned table" | "foreign table";
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly rowSecurity: boolean;
  /** Row-level security applies to the table's owner too. */
  readonly forced: boolean;
  /** It is a partition, or inherits from another table. */
  readonly child: boolean;
  readonly access: Access<TablePrivilege>;
}

export interface Column {
  readonly name: string;
  /** As PostgreSQL prints it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly access: Access<"select" | "insert" | "update">;
  readonly made?: Touch;
  readonly touched?: Readonly<Record<string, Touch>>;
}

export interface View extends Named {
  readonly materialized: boolean;
  /** The caller's privileges and row-level security apply, not the owner's. */
  readonly securityInvoker: boolean;
  /** Reads auth.users. */
  readonly readsUsers: boolean;
  readonly readers: readonly ApiRole[];
}

/** A table or view of Supabase's schemas `auth` and `vault`, which hold users and secrets. */
export interface PlatformTable extends Named {
  readonly grants: readonly PlatformGrant[];
}

export interface PlatformGrant {
  /** `public` is everyone. */
  readonly role: string;
  readonly privilege: string;
  /** Undefined: on the whole table. */
  readonly columns?: readonly string[];
}

export interface RowPolicy extends Named {
  readonly table: string;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  readonly permissive: boolean;
  /** `public` when it names none. */
  readonly roles: readonly string[];
  /** SQL of USING and of WITH CHECK, as PostgreSQL prints it. */
  readonly using?: string;
  readonly check?: string;
  /** Tables that its expressions read, as `schema.name`. */
  readonly reads: readonly string[];
  /** Whether an expression lets every row through for all callers of an API role. */
  readonly alwaysTrue: { readonly using: boolean; readonly check: boolean };
}

export interface DatabaseFunction extends Named {
  /** Types of its arguments, as PostgreSQL prints them. */
  readonly parameters: string;
  readonly trigger: boolean;
  readonly securityDefiner: boolean;
  /** Undefined: the caller's. */
  readonly searchPath?: string;
  readonly callers: readonly ApiRole[];
}

export interface Index extends Named {
  readonly table: string;
  /** Columns and expressions in order. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly valid: boolean;
  /** Access method: `btree`, `gin`. */
  readonly method: string;
  /** Condition of a partial index. */
  readonly where?: string;
}

export interface ForeignKey extends Named {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencesSchema: string;
  readonly references: string;
  /** It refers to the primary key of the other table. */
  readonly toPrimaryKey: boolean;
}

export interface Extension extends Named {
  readonly version: string;
  /** The version that the server would install now; undefined when unknown. */
  readonly recommended?: string;
}

/** A role that is not PostgreSQL's own. `schema` is empty. */
export interface DatabaseRole extends Named {
  readonly superuser: boolean;
  readonly bypassRowSecurity: boolean;
  readonly createRole: boolean;
  readonly login: boolean;
  /** Roles whose privileges it inherits or may assume, directly or through other roles. */
  readonly memberOf: readonly string[];
  /** A migration contains its password. */
  readonly password: boolean;
  /** What `ALTER ROLE … SET` gave it: `statement_timeout`, `pgrst.db_schemas`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A publication of logical replication. `schema` is empty. */
export interface Publication extends Named {
  readonly allTables: boolean;
  /** `schema.table` */
  readonly tables: readonly string[];
}

/** A bucket of Supabase Storage. `schema` is `storage`. */
export interface Bucket extends Named {
  readonly public: boolean;
  readonly sizeLimited: boolean;
  readonly typesLimited: boolean;
}

export type StepKind =
  | "not-null-without-default"
  | "not-null-set"
  | "index-built"
  | "rewritten"
  | "constraint-checked"
  | "foreign-key-checked"
  | "key-built"
  | "dropped"
  | "renamed"
  | "emptied"
  | "all-rows-changed"
  | "locked"
  | "refused-in-transaction";

/** What one statement of a migration does to an object that an earlier migration created. */
export interface MigrationStep extends Named {
  readonly kind: StepKind;
  /** For the message: `column posts.body`. */
  readonly what: string;
  /** The migration's name, without its extension. */
  readonly migration: string;
}

export interface NotRun {
  readonly place: Place;
  readonly reason: string;
  /** What it may have changed. */
  readonly parts: readonly SchemaPart[];
  /** It fails, or never ends, in the project's own database as well. */
  readonly fails?: true;
}
