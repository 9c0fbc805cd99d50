import { SeaworthyError } from "@seaworthy/core/errors";
import type { RedisCommand } from "../connection.ts";

/** Of one line, and of one command's arguments: Redis' own. */
export const longestLine = 64 * 1024;
export const mostArguments = 1024 * 1024;

/** What a client sent is not the Redis protocol, or is too large. */
export class ProtocolProblem extends SeaworthyError {
  constructor(text: string) {
    super("INPUT_INVALID", text);
  }
}

const protocolError = (what: string) => new ProtocolProblem(`ERR Protocol error: ${what}`);

/** Takes bytes of the Redis protocol as they arrive, and returns the commands that are complete. */
export class CommandReader {
  readonly #maxBytes: () => number;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes without which nothing more can be read. */
  #wanted = 1;
  #words: Buffer[] = [];
  #wordBytes = 0;
  /** Words that the command still lacks. */
  #missing = 0;

  /** A command of more bytes is a problem. */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): RedisCommand[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return [];
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const commands: RedisCommand[] = [];
    for (let read = this.#step(rest); read > 0; read = this.#step(rest)) {
      rest = rest.subarray(read);
      if (this.#missing > 0 || this.#words.length === 0) continue;
      commands.push(this.#words);
      this.#words = [];
      this.#wordBytes = 0;
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return commands;
  }

  /** Reads one word, or the head of a command; returns the bytes that it took, 0 for too few. */
  #step(from: Buffer): number {
    const end = from.indexOf("\n");
    if (end < 0) {
      if (from.length > longestLine) throw protocolError("too big inline request");
      this.#wanted = from.length + 1;
      return 0;
    }
    const line = from.toString("latin1", 0, end).replace(/\r$/, "");
    if (this.#missing > 0) return this.#word(from, line, end + 1);
    if (line.startsWith("*")) this.#missing = Math.max(0, count(line, mostArguments, "multibulk"));
    else this.#words = inlineWords(line);
    return end + 1;
  }

  #word(from: Buffer, line: string, start: number): number {
    if (!line.startsWith("$")) throw protocolError(`expected '$', got '${line.slice(0, 1)}'`);
    const length = count(line, Number.MAX_SAFE_INTEGER, "bulk");
    if (length < 0) throw protocolError("invalid bulk length");
    const whole = this.#wordBytes + length;
    if (whole > this.#maxBytes()) {
      const limits = `Limit: ${this.#maxBytes()} bytes, Actual: ${whole} bytes`;
      throw new ProtocolProblem(`ERR max request size exceeded. ${limits}`);
    }
    this.#wanted = start + length + 2;
    if (from.length < this.#wanted) return 0;
    // A copy: the chunk that it came in may be large.
    this.#words.push(Buffer.from(from.subarray(start, start + length)));
    this.#wordBytes = whole;
    this.#missing--;
    const read = this.#wanted;
    this.#wanted = 1;
    return read;
  }
}

function count(line: string, most: number, what: string): number {
  const number = Number(line.slice(1));
  if (/^[*$]-?\d+$/.test(line) && number <= most) return number;
  throw protocolError(`invalid ${what} length`);
}

/** As typed into a terminal. */
function inlineWords(line: string): Buffer[] {
  if (/["']/.test(line))
    throw protocolError("the local cloud does not read quotes in inline requests");
  return line
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => Buffer.from(word, "latin1"));
}
