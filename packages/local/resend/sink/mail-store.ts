import { createHash, randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "../../kernel/private-file.ts";

/** A mail as it was received. */
export interface KeptMail {
  readonly id: string;
  readonly via: "smtp" | "api";
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Lower-case field names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The message itself (RFC 5322), or the API's body as JSON. */
  readonly raw: string;
  readonly receivedMs: number;
}

export type NewMail = Omit<KeptMail, "id" | "receivedMs">;

/** The mail's id, or a conflict: the key belongs to a mail with different content. */
export type Taken =
  | { readonly id: string; readonly repeated: boolean }
  | { readonly conflict: true };

export interface MailStore {
  /** Stores the mail, unless one with that key was stored in the last 24 hours. */
  take(mail: NewMail, key?: string): Taken;
  /** Newest first. */
  list(limit: number): KeptMail[];
  get(id: string): KeptMail | undefined;
  count(): number;
  clear(): void;
  close(): void;
}

const keyMs = 24 * 60 * 60_000;
const kept = 20_000;

const schema = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists mails (
    seq integer primary key autoincrement, id text not null unique, key text,
    hash text not null, received_ms integer not null, document text not null
  );
  create index if not exists mails_key on mails (key, received_ms);`;

/** The local cloud's mails, in a separate SQLite file; the oldest are dropped. */
export function openMailStore(file: string, now: () => number): MailStore {
  makePrivateFile(file);
  const database = new DatabaseSync(file);
  database.exec(schema);
  const known = database.prepare("select id, hash from mails where key = ? and received_ms > ?");
  const insert = database.prepare(
    "insert into mails (id, key, hash, received_ms, document) values (?, ?, ?, ?, ?)",
  );
  const trim = database.prepare("delete from mails where seq <= (select max(seq) from mails) - ?");
  const newest = database.prepare("select * from mails order by seq desc limit ?");
  const one = database.prepare("select * from mails where id = ?");
  return {
    take: (mail, key) => {
      const hash = contentHash(mail);
      const before = key === undefined ? undefined : known.get(key, now() - keyMs);
      if (before !== undefined)
        return before.hash === hash
          ? { id: String(before.id), repeated: true }
          : { conflict: true };
      const id = randomUUID();
      insert.run(id, key ?? null, hash, now(), JSON.stringify(mail));
      trim.run(kept);
      return { id, repeated: false };
    },
    list: (limit) => newest.all(limit).map(mailOf),
    get: (id) => {
      const row = one.get(id);
      return row === undefined ? undefined : mailOf(row);
    },
    count: () => Number(database.prepare("select count(*) as count from mails").get()?.count),
    clear: () => void database.exec("delete from mails"),
    close: () => database.close(),
  };
}

/** Hashes what the sender wrote, not the date, which differs between attempts. */
function contentHash({ via, from, to, subject, text }: NewMail): string {
  return createHash("sha256")
    .update(JSON.stringify([via, from, to, subject, text]))
    .digest("hex");
}

function mailOf(row: Record<string, unknown>): KeptMail {
  const mail = JSON.parse(String(row.document)) as NewMail;
  return { ...mail, id: String(row.id), receivedMs: Number(row.received_ms) };
}
