import { randomBytes, randomUUID } from "node:crypto";
import type { CloudContext } from "../../kernel/context.ts";
import { RedisDatabase, removeDatabaseFiles } from "../redis/database.ts";
import { RestEndpoints } from "../redis/rest/thread/rest-endpoints.ts";
import type { Accounts } from "../redis/users/acl-commands.ts";
import type { RedisUser } from "../redis/users/users.ts";
import { type ClientPorts, portName } from "../redis/wire/ports.ts";
import { type DatabaseDocument, redisSettings } from "./database-document.ts";
import { Turns } from "./turns.ts";

const kind = "upstash.database";

export type NewDatabase = Pick<
  DatabaseDocument,
  | "name"
  | "platform"
  | "primaryRegion"
  | "readRegions"
  | "plan"
  | "budget"
  | "eviction"
  | "tls"
  | "autoUpgrade"
  | "prodPack"
  | "consistent"
>;

/**
 * The account's databases. Each change is written to the store and then applied, sequentially for
 * each database; `resume` completes what a kill interrupted.
 */
export class Databases {
  readonly #context: CloudContext;
  readonly #running = new Map<string, RedisDatabase>();
  readonly #turns = new Turns();
  readonly #endpoints: RestEndpoints;

  constructor(context: CloudContext) {
    this.#context = context;
    this.#endpoints = new RestEndpoints(context.log);
  }

  /** Oldest first, without those that are being deleted. */
  list(): DatabaseDocument[] {
    return this.#all().filter((document) => document.phase !== "deleting");
  }

  find(id: string): DatabaseDocument | undefined {
    const document = this.#context.store.get<DatabaseDocument>(kind, id);
    return document?.phase === "deleting" ? undefined : document;
  }

  /** True when a database other than `id` has this name. */
  hasName(name: string, id?: string): boolean {
    return this.#all().some((document) => document.name === name && document.id !== id);
  }

  /** The running server and endpoint; undefined while they are down. */
  service(id: string): RedisDatabase | undefined {
    return this.#running.get(id);
  }

  async ports(id: string): Promise<ClientPorts> {
    const { ports } = this.#context;
    return {
      redis: await ports.get(portName(id, "redis")),
      rest: await ports.get(portName(id, "rest")),
    };
  }

  create(wanted: NewDatabase): Promise<DatabaseDocument> {
    const document: DatabaseDocument = {
      ...wanted,
      id: localId(),
      phase: "creating",
      creationTimeSeconds: Math.floor(this.#context.clock.now() / 1000),
      ...newPasswords(),
      adminPassword: newPassword(),
      users: [],
    };
    this.#put(document);
    return this.#turns.take(document.id, () => this.#startOrUndo(document));
  }

  /** Undefined when the database does not exist. */
  change(
    id: string,
    change: Partial<NewDatabase> | ((document: DatabaseDocument) => Partial<DatabaseDocument>),
  ): Promise<DatabaseDocument | undefined> {
    return this.#turns.take(id, async () => {
      const document = this.find(id);
      if (!document) return undefined;
      const changed = {
        ...document,
        ...(typeof change === "function" ? change(document) : change),
      };
      this.#put(changed);
      await this.#running.get(id)?.apply(redisSettings(changed));
      return changed;
    });
  }

  resetPassword(id: string): Promise<DatabaseDocument | undefined> {
    return this.change(id, newPasswords);
  }

  /** False when it did not exist. */
  delete(id: string): Promise<boolean> {
    return this.#turns.take(id, async () => {
      const document = this.find(id);
      if (!document) return false;
      await this.#delete(document);
      return true;
    });
  }

  /** The users of one database, for its API and for `ACL SETUSER` through its endpoint. */
  accounts(id: string): Accounts {
    return {
      find: (username) => this.find(id)?.users.find((user) => user.username === username),
      save: async (user) => {
        await this.#turns.take(`${id}.trial`, async () => this.#running.get(id)?.checkUser(user));
        await this.change(id, ({ users }) => ({ users: withUser(users, user) }));
      },
      remove: async (username) => {
        const known = this.accounts(id).find(username) !== undefined;
        await this.change(id, ({ users }) => ({
          users: users.filter((user) => user.username !== username),
        }));
        return known;
      },
    };
  }

  async resume(): Promise<void> {
    await Promise.all(
      this.#all().map((document) => this.#turns.take(document.id, () => this.#resume(document))),
    );
  }

  async close(): Promise<void> {
    await this.#turns.idle();
    await Promise.all([...this.#running.values()].map((database) => database.stop()));
    this.#running.clear();
    await this.#endpoints.close();
  }

  async #resume(document: DatabaseDocument): Promise<void> {
    if (document.phase === "deleting") await this.#delete(document);
    else if (!this.#running.has(document.id)) await this.#start(document);
  }

  /** A database that cannot be created leaves nothing behind. */
  async #startOrUndo(document: DatabaseDocument): Promise<DatabaseDocument> {
    try {
      return await this.#start(document);
    } catch (thrown) {
      await this.#delete(document);
      throw thrown;
    }
  }

  async #start(document: DatabaseDocument): Promise<DatabaseDocument> {
    this.#running.set(
      document.id,
      await RedisDatabase.start(
        this.#context,
        redisSettings(document),
        this.accounts(document.id),
        this.#endpoints,
      ),
    );
    const active = { ...document, phase: "active" } as const;
    if (document.phase !== "active") this.#put(active);
    return active;
  }

  async #delete(document: DatabaseDocument): Promise<void> {
    this.#put({ ...document, phase: "deleting" });
    await this.#running.get(document.id)?.stop();
    this.#running.delete(document.id);
    await removeDatabaseFiles(this.#context, document.id);
    this.#context.store.delete(kind, document.id);
  }

  #all(): DatabaseDocument[] {
    return this.#context.store.list<DatabaseDocument>(kind);
  }

  #put(document: DatabaseDocument): void {
    this.#context.store.put(kind, document.id, document);
  }
}

/** A UUID like Upstash's, with a marker at its start. */
function localId(): string {
  return `5ea00000${randomUUID().slice(8)}`;
}

export function newPassword(): string {
  return randomBytes(24).toString("hex");
}

function newPasswords(): Pick<DatabaseDocument, "password" | "readOnlyPassword"> {
  return { password: newPassword(), readOnlyPassword: newPassword() };
}

function withUser(users: readonly RedisUser[], user: RedisUser): RedisUser[] {
  return [...users.filter((known) => known.username !== user.username), user];
}
