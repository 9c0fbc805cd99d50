import { DatabaseSync } from "node:sqlite";
import { SeaworthyError } from "@seaworthy/core/errors";
import { makePrivateFile } from "./private-file.ts";

/**
 * The local cloud's state: documents by kind and id, in one SQLite file.
 *
 * A call is recorded here before a service is changed, so `Vendor.resume` finds what a kill
 * interrupted. Every method is synchronous and durable when it returns.
 */
export interface Store {
  get<T>(kind: string, id: string): T | undefined;
  /** All documents of a kind, oldest first. */
  list<T>(kind: string): T[];
  put(kind: string, id: string, document: unknown): void;
  /** True when it existed. */
  delete(kind: string, id: string): boolean;
  /** Atomic. Not nestable; the function must be synchronous. */
  transaction<T>(work: () => T): T;
  close(): void;
}

const schema = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma busy_timeout = 5000;
  create table if not exists documents (
    seq integer primary key autoincrement,
    kind text not null,
    id text not null,
    document text not null,
    unique (kind, id)
  );`;

/** Opens or creates the file, mode 0600. `:memory:` for tests. */
export function openStore(file: string): Store {
  const database = open(file);
  const one = database.prepare("select document from documents where kind = ? and id = ?");
  const all = database.prepare("select document from documents where kind = ? order by seq");
  const put = database.prepare(
    "insert into documents (kind, id, document) values (?, ?, ?) on conflict (kind, id) do update set document = excluded.document",
  );
  const remove = database.prepare("delete from documents where kind = ? and id = ?");
  return {
    get: <T>(kind: string, id: string) => {
      const row = one.get(kind, id);
      return row === undefined ? undefined : (JSON.parse(String(row.document)) as T);
    },
    list: <T>(kind: string) => all.all(kind).map((row) => JSON.parse(String(row.document)) as T),
    put: (kind, id, document) => void put.run(kind, id, JSON.stringify(document)),
    delete: (kind, id) => remove.run(kind, id).changes > 0,
    transaction: (work) => transact(database, work),
    close: () => database.close(),
  };
}

function open(file: string): DatabaseSync {
  try {
    makePrivateFile(file);
    const database = new DatabaseSync(file);
    database.exec(schema);
    return database;
  } catch (cause) {
    throw new SeaworthyError(
      "STORE_CORRUPT",
      `The local cloud's state ${file} cannot be opened. Run "seaworthy down local --wipe" to start with an empty cloud.`,
      { cause },
    );
  }
}

function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (thrown) {
    database.exec("rollback");
    throw thrown;
  }
}
