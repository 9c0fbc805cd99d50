import { createScanner } from "../../kernel/postgres-wire.ts";

/** Tracks which transactions the messages of a client and a server belong to. */
export interface Conversation {
  fromClient(bytes: Buffer): void;
  fromServer(bytes: Buffer): void;
  /**
   * True when no response is pending and no transaction is open: another client may use the
   * connection.
   */
  isIdle(): boolean;
  /** True when the client left session state: a setting, or a named statement. */
  leftState(): boolean;
  /** True when the client sent Terminate. */
  isOver(): boolean;
}

/** Messages of the extended protocol, terminated by a Sync. */
const unsynced = new Set(["P", "B", "D", "E", "C", "H"]);
/** Statements whose effects outlast their transaction. */
const stateful =
  /(?:^|[;\0])\s*(?:set\s+(?!local\b|constraints\b|transaction\b)|listen\b|prepare\b|load\b)/i;

export function createConversation(): Conversation {
  let owed = 0;
  let isUnsynced = false;
  let status = "I";
  let hasState = false;
  let isOver = false;
  const client = createScanner((type, body) => {
    if (unsynced.has(type)) isUnsynced = true;
    const isNamed = type === "P" && body[0] !== 0;
    const sets = (type === "P" || type === "Q") && stateful.test(body.toString("latin1"));
    if (isNamed || sets) hasState = true;
    if (type === "Q" || type === "S" || type === "F") {
      owed++;
      isUnsynced = false;
    }
    if (type === "X") isOver = true;
  });
  const server = createScanner((type, body) => {
    if (type !== "Z") return;
    owed--;
    status = body.toString("latin1");
  });
  return {
    fromClient: client.read,
    fromServer: server.read,
    isIdle: () =>
      owed === 0 && !isUnsynced && status === "I" && client.isAtRest() && server.isAtRest(),
    leftState: () => hasState,
    isOver: () => isOver,
  };
}
