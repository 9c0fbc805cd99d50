import type { Listener } from "@seaworthy/platform/testing/listener";

interface Row {
  readonly id: string;
  readonly values: Record<string, unknown>;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly seq?: number;
  readonly rows?: readonly Row[];
  readonly upserts?: readonly Row[];
  readonly deletes?: readonly string[];
}

/** What a client stores of one subscription, as the protocol's page describes. */
export class Replica {
  readonly rows = new Map<string, Record<string, unknown>>();
  seq: number | undefined;
  readonly #id: string;
  #applied = 0;

  constructor(id: string) {
    this.#id = id;
  }

  /** Applies the messages that one connection received since the last call. */
  apply(listener: Listener): this {
    const news = listener.messages.slice(this.#applied) as readonly Message[];
    this.#applied = listener.messages.length;
    for (const message of news.filter(({ id }) => id === this.#id)) this.#take(message);
    return this;
  }

  /** Call before reading from another connection. */
  reconnected(): void {
    this.#applied = 0;
  }

  #take({ type, rows = [], upserts = [], deletes = [], seq }: Message): void {
    if (type === "snapshot") this.rows.clear();
    for (const { id, values } of [...rows, ...upserts]) this.rows.set(id, values);
    for (const id of deletes) this.rows.delete(id);
    if (seq !== undefined) this.seq = seq;
  }
}
