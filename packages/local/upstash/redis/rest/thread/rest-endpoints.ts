import type { Worker } from "node:worker_threads";
import { codeFile } from "@seaworthy/core/code-file";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Logger } from "../../../../kernel/logger.ts";
import { openThread, relayLine } from "../../../../kernel/threads/open-thread.ts";
import type { Certificate } from "../../certificate.ts";
import type { RunAcl } from "../../users/acl-commands.ts";
import type { EndpointCall, EndpointSettings, FromThread, ToThread } from "./messages.ts";
import { toSent } from "./sent-reply.ts";

/** An answer of the largest size takes a few times its bytes; above this the thread is replaced. */
export const restHeapMegabytes = 1024;

/** The REST endpoint of one database, as its owner sees it. */
export interface RestEndpoint {
  tell(call: Exclude<EndpointCall, { kind: "open" }>): Promise<void>;
}

interface Known {
  settings: EndpointSettings;
  certificate: Certificate | undefined;
  listens: boolean;
  readonly acl: RunAcl;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * The thread of all REST endpoints. It is started with the first database; after a crash it is
 * started again with the endpoints that it had.
 */
export class RestEndpoints {
  readonly #log: Logger;
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `acl` runs the ACL commands that come in by this endpoint. */
  async open(database: string, settings: EndpointSettings, acl: RunAcl): Promise<RestEndpoint> {
    this.#known.set(database, { settings, certificate: undefined, listens: false, acl });
    await this.#call(database, { kind: "open", settings });
    return {
      tell: async (call) => {
        this.#remember(database, call);
        await this.#call(database, call);
      },
    };
  }

  async close(): Promise<void> {
    const ending = this.#worker;
    this.#worker = undefined;
    this.#known.clear();
    await ending?.terminate();
  }

  /** Kept for a new thread. */
  #remember(database: string, call: EndpointCall): void {
    const known = this.#known.get(database);
    if (!known) return;
    if (call.kind === "close") this.#known.delete(database);
    else if (call.kind === "listen")
      Object.assign(known, { certificate: call.certificate, listens: true });
    else if (call.kind === "limits") known.settings = { ...known.settings, limits: call.limits };
    else if (call.kind !== "open")
      known.settings = { ...known.settings, credentials: call.credentials };
  }

  #call(database: string, call: EndpointCall): Promise<void> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ type: "call", id, database, call });
    });
  }

  #post(message: ToThread): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = openThread(codeFile(import.meta, "rest-thread"), {
      maxMegabytes: restHeapMegabytes,
    });
    worker.on("message", (message: FromThread) => void this.#take(message));
    worker.once("error", (cause) => this.#restart(worker, cause));
    return worker;
  }

  async #take(message: FromThread): Promise<void> {
    if (message.type === "log") return relayLine(this.#log, message.line);
    if (message.type === "acl") {
      const { command, username } = message.request;
      const acl = this.#known.get(message.database)?.acl;
      if (!acl) return;
      const reply = await toSent(acl(command, username));
      return this.#post({ type: "acl-reply", id: message.id, reply });
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    const { problem } = message;
    if (problem === undefined) waiting?.resolve();
    else waiting?.reject(new SeaworthyError("CLOUD_START_FAILED", problem));
  }

  /** What was under way fails; clients see a broken connection and try again. */
  #restart(ended: Worker, cause: unknown): void {
    this.#log.error("redis.rest_ended", { cause });
    if (this.#worker !== ended) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values())
      reject(
        new SeaworthyError("PROCESS_FAILED", "The thread of the REST endpoints ended.", { cause }),
      );
    this.#waiting.clear();
    for (const [database, { settings, certificate, listens }] of this.#known) {
      const calls: EndpointCall[] = [{ kind: "open", settings }];
      if (listens) calls.push({ kind: "listen", certificate });
      for (const call of calls)
        this.#call(database, call).catch((again: unknown) =>
          this.#log.error("redis.rest_not_restarted", { cause: again, database }),
        );
    }
  }
}
