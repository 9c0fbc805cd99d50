import { createServer } from "node:net";
import { hasErrno, messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Store } from "./store.ts";

/**
 * Remembers which loopback port is used for what, so that addresses survive a restart and two
 * clones never share one.
 */
export interface PortBook {
  /**
   * The port of that name, e.g. `database.direct.<ref>`; the first call finds a free one and
   * records it.
   */
  get(name: string): Promise<number>;
  /**
   * Throws PORT_TAKEN, with what to type, when another program listens on that port. Call before
   * starting the server.
   */
  claim(name: string): Promise<number>;
  release(name: string): void;
  all(): Readonly<Record<string, number>>;
}

type Book = Record<string, number>;

/**
 * Below every default ephemeral range (Linux from 32768, macOS and Windows from 49152), so that no
 * outgoing connection uses one.
 */
const range = { from: 20_000, to: 32_000 };

export function openPortBook(store: Store): PortBook {
  const read = (): Book => store.get<Book>("cloud", "ports") ?? {};
  let searching: Promise<unknown> = Promise.resolve();
  const find = async (name: string): Promise<number> => {
    const known = read()[name];
    if (known !== undefined) return known;
    const found = await findFreePort(new Set(Object.values(read())));
    store.put("cloud", "ports", { ...read(), [name]: found });
    return found;
  };
  // Sequential, or two searches could find the same port.
  const get = (name: string): Promise<number> => {
    const found = searching.then(() => find(name));
    searching = found.catch(() => undefined);
    return found;
  };
  return {
    get,
    claim: async (name) => {
      const port = await get(name);
      if (await isFree(port)) return port;
      throw new SeaworthyError(
        "PORT_TAKEN",
        `Another program uses port ${port}, which belongs to ${name} of this project. Find it with "lsof -i :${port}" and stop it, or run "seaworthy up local --new-ports".`,
        { details: { port, name } },
      );
    },
    release: (name) => {
      const { [name]: _released, ...rest } = read();
      store.put("cloud", "ports", rest);
    },
    all: read,
  };
}

/**
 * Forgets ports that other programs use, so that the next start picks free ones for the same names.
 * Call only while the cloud is stopped, or its own ports count as taken. Returns the names.
 */
export async function releaseTakenPorts(store: Store): Promise<string[]> {
  const book = openPortBook(store);
  const taken: string[] = [];
  for (const [name, port] of Object.entries(book.all())) {
    if ((await isFree(port)) && (await isFree(port, "::1"))) continue;
    book.release(name);
    taken.push(name);
  }
  return taken;
}

/** Throws where the machine has no such loopback address, which the local cloud listens on. */
export async function requireLoopback(host = "127.0.0.1"): Promise<void> {
  const probe = createServer();
  const problem = await new Promise<unknown>((resolve) => {
    probe.once("error", resolve);
    probe.listen({ port: 0, host }, () => probe.close(() => resolve(undefined)));
  });
  if (problem === undefined) return;
  throw new SeaworthyError(
    "CLOUD_START_FAILED",
    `The local cloud listens on ${host}, which this machine does not have (${messageOf(problem)}). Nothing was started. Type: sudo ip addr add ${host}/8 dev lo`,
    { cause: problem },
  );
}

async function findFreePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new SeaworthyError(
    "PORT_TAKEN",
    `No free port was found between ${range.from} and ${range.to} on 127.0.0.1.`,
  );
}

/** True when nothing listens on that loopback port, or the machine has no such address. */
export function isFree(port: number, host: "127.0.0.1" | "::1" = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (cause) => resolve(hasErrno(cause, "EADDRNOTAVAIL", "EAFNOSUPPORT")));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
