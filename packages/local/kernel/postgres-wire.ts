/**
 * The parts of PostgreSQL's protocol that a proxy needs
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */

/** Reads messages from a chunked stream. */
export interface Scanner {
  read(piece: Buffer): void;
  /** True between two messages. */
  isAtRest(): boolean;
}

/** Reports the type of each message and the first `keepBytes` of its body. */
export function createScanner(
  onMessage: (type: string, body: Buffer) => void,
  keepBytes = 1_024,
): Scanner {
  let rest: Buffer = Buffer.alloc(0);
  let skip = 0;
  return {
    isAtRest: () => skip === 0 && rest.length === 0,
    read: (piece) => {
      const skipped = Math.min(skip, piece.length);
      skip -= skipped;
      rest = Buffer.concat([rest, piece.subarray(skipped)]);
      while (rest.length >= 5) {
        const end = 1 + rest.readUInt32BE(1);
        const kept = Math.min(end, 5 + keepBytes);
        if (rest.length < kept) return;
        onMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, kept));
        skip = Math.max(0, end - rest.length);
        rest = rest.subarray(Math.min(end, rest.length));
      }
    },
  };
}

function message(type: string, ...parts: readonly (string | number | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map(encode));
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Strings end with a zero byte; numbers are 32-bit. */
function encode(part: string | number | Buffer): Buffer {
  if (typeof part === "string") return Buffer.from(`${part}\0`);
  if (typeof part !== "number") return part;
  const number = Buffer.alloc(4);
  number.writeInt32BE(part);
  return number;
}

export const askForPassword = message("R", 3);

/**
 * What follows an accepted password: the server's parameters, a cancel key without effect, and
 * ReadyForQuery.
 */
export function welcome(parameters: Readonly<Record<string, string>>): Buffer {
  const statuses = Object.entries(parameters).map(([name, value]) => message("S", name, value));
  return Buffer.concat([
    message("R", 0),
    ...statuses,
    message("K", 0, 0),
    message("Z", Buffer.from("I")),
  ]);
}

export function fatal(sqlState: string, text: string): Buffer {
  return message("E", Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`));
}

/** A client's first packet has no type. SSLRequest and GSSENCRequest are answered with `N`. */
export const startupCodes = {
  protocol3: 196_608,
  ssl: 80_877_103,
  gss: 80_877_104,
  cancel: 80_877_102,
} as const;
