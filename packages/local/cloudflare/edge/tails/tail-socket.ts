import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const protocol = "trace-v1";
/** RFC 6455, 1.3. */
const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;
/** A tail's client says hardly anything. */
const longestFrame = 4_096;

/**
 * The server's side of a tail's WebSocket: it sends texts, and of what the client sends it reads
 * only pings and the end. Libraries refuse wrangler, which does not mask its first frame.
 */
export class TailSocket {
  readonly #socket: Duplex;
  #unread: Buffer = Buffer.alloc(0);

  /** `onEnded` is called once, however the connection ends. */
  constructor(socket: Duplex, key: string, onEnded: () => void) {
    this.#socket = socket;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.once("end", () => socket.destroy());
    socket.once("close", onEnded);
    const accept = createHash("sha1")
      .update(key + guid)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
  }

  /** What the client has not yet taken. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  send(text: string): void {
    this.#write(opcodes.text, Buffer.from(text));
  }

  /** Ends the connection as finished normally. */
  close(): void {
    this.#write(opcodes.close, Buffer.from([0x03, 0xe8]));
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Buffer): void {
    if (!this.#socket.writable) return;
    this.#socket.write(Buffer.concat([frameHead(opcode, payload.length), payload]));
  }

  #read(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    let frame = frameOf(this.#unread);
    while (frame && frame.size <= Math.min(this.#unread.length, longestFrame)) {
      this.#take(frame);
      frame = frameOf(this.#unread);
    }
    if (frame && frame.size > longestFrame) this.destroy();
  }

  #take(frame: Frame): void {
    const payload = unmasked(this.#unread.subarray(0, frame.size), frame);
    this.#unread = this.#unread.subarray(frame.size);
    if (frame.opcode === opcodes.close) this.close();
    if (frame.opcode === opcodes.ping) this.#write(opcodes.pong, payload);
  }
}

/** The key of a request for a tail's WebSocket; undefined when it is for something else. */
export function webSocketKey({ headers }: IncomingMessage): string | undefined {
  const protocols = headers["sec-websocket-protocol"]?.split(/\s*,\s*/) ?? [];
  const isWebSocket = headers.upgrade?.toLowerCase() === "websocket";
  return isWebSocket && protocols.includes(protocol) ? headers["sec-websocket-key"] : undefined;
}

interface Frame {
  readonly opcode: number;
  /** Where the payload begins; four bytes before it are the mask, if there is one. */
  readonly start: number;
  readonly isMasked: boolean;
  /** Of the whole frame. */
  readonly size: number;
}

/** Undefined until its head has arrived. */
function frameOf(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : 0;
  if (bytes.length < 2 + lengthBytes) return undefined;
  // A length of eight bytes is longer than any that is accepted.
  const length = short === 127 ? longestFrame : short === 126 ? bytes.readUInt16BE(2) : short;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + lengthBytes + (isMasked ? 4 : 0);
  return { opcode: bytes.readUInt8(0) & 0x0f, start, isMasked, size: start + length };
}

function unmasked(frame: Buffer, { start, isMasked }: Frame): Buffer {
  const payload = Buffer.from(frame.subarray(start));
  if (!isMasked) return payload;
  for (let at = 0; at < payload.length; at++)
    payload[at] = payload.readUInt8(at) ^ frame.readUInt8(start - 4 + (at % 4));
  return payload;
}

/** Whole, and without a mask: servers send none. */
function frameHead(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head.writeUInt8(first, 0);
  head.writeUInt8(length < 65_536 ? 126 : 127, 1);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
