import type { IncomingMessage } from "node:http";
import type { GivenCommand, RedisArgument, RedisCommand } from "../connection.ts";
import type { Encoding } from "../reply.ts";

/** A request of Upstash's REST protocol, before validation. */
export interface RestRequest {
  readonly method: string;
  /** Path segments, decoded to bytes: values in a path are arbitrary. */
  readonly segments: readonly Buffer[];
  readonly parameters: readonly (readonly [name: string, value: Buffer])[];
  /** Undefined when none was sent. */
  readonly token: string | undefined;
  readonly encoding: Encoding;
  /** As sent; `json` by default. */
  readonly format: string;
}

export function readRequest(incoming: IncomingMessage): RestRequest {
  const [path = "/", query = ""] = splitOnce(incoming.url ?? "/", "?");
  const parameters = query
    .split("&")
    .filter((pair) => pair !== "")
    .map(readParameter);
  return {
    method: incoming.method ?? "GET",
    segments: path
      .replace(/^\/|\/$/g, "")
      .split("/")
      .map((segment) => unescapeBytes(segment)),
    parameters: parameters.filter(([name]) => name !== "_token"),
    token:
      bearer(incoming.headers.authorization) ??
      parameters.find(([name]) => name === "_token")?.[1].toString(),
    encoding: incoming.headers["upstash-encoding"] === "base64" ? "base64" : "plain",
    format: String(incoming.headers["upstash-response-format"] ?? "json"),
  };
}

function readParameter(pair: string): readonly [string, Buffer] {
  const [name = "", value = ""] = splitOnce(pair.replaceAll("+", "%20"), "=");
  return [unescapeBytes(name).toString(), unescapeBytes(value)];
}

/** Percent-decodes to bytes, which need not be UTF-8; a stray `%` is kept. */
function unescapeBytes(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([0-9a-fA-F]{2})/g, (_escape, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  );
}

function bearer(header: string | undefined): string | undefined {
  return header?.startsWith("Bearer ") ? header.slice("Bearer ".length) : undefined;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The body; undefined as soon as it exceeds `limitBytes`. */
export async function readBody(
  incoming: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | { readonly tooLong: number }> {
  const declared = Number(incoming.headers["content-length"] ?? 0);
  if (declared > limitBytes) return { tooLong: declared };
  const chunks: Buffer[] = [];
  let length = 0;
  // The caller reads on what is too long: closing at once would lose the response.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > limitBytes) return { tooLong: length };
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/**
 * The command in a path: `/set/foo/bar`. A body becomes the next argument, followed by the query's
 * parameters (`POST /set/foo?EX=100`). A parameter without a value is one word.
 */
export function commandOfPath(request: RestRequest, body: Buffer): RedisCommand {
  const [name, ...words] = request.segments;
  const options = request.parameters.flatMap(([word, value]) =>
    value.length === 0 ? [word] : [word, value],
  );
  return [name?.toString() ?? "", ...words, ...(body.length === 0 ? [] : [body]), ...options];
}

/** The command in a JSON array; undefined when it is not one. */
export function commandOfBody(body: Buffer): GivenCommand | undefined {
  return toCommand(parseExactly(body));
}

/** The commands of `/pipeline` and `/multi-exec`: an array of arrays. */
export function commandsOfBody(body: Buffer): readonly GivenCommand[] | undefined {
  const rows = parseExactly(body);
  if (!Array.isArray(rows)) return undefined;
  const commands = rows.map(toCommand);
  return commands.every((command) => command !== undefined) ? commands : undefined;
}

function toCommand(row: unknown): GivenCommand | undefined {
  if (!Array.isArray(row) || row.length === 0) return undefined;
  const words = row.map(toArgument);
  return words.every((word) => word !== undefined) ? words : undefined;
}

function toArgument(value: unknown): RedisArgument | null | undefined {
  if (typeof value === "string" || value === null) return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const longNumber = /\d{16}|\d[.eE]/;

function parseExactly(body: Buffer): unknown {
  const text = body.toString("utf8");
  try {
    return longNumber.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
  } catch {
    return undefined; // the callers respond with "failed to parse"
  }
}

/** Keeps a number's text: 12345678901234567890 and 1.0 reach Redis as sent. */
function asWritten(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  return typeof value === "number" ? (context?.source ?? value) : value;
}
