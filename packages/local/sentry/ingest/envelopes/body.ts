import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createGate } from "../../../kernel/bounds/gate.ts";
import { requestLimits } from "./item-kinds.ts";

type Decompressor = NodeJS.ReadWriteStream & AsyncIterable<Buffer>;

/** The encodings that Relay accepts. */
const decompressors: Readonly<Record<string, () => Decompressor>> = {
  gzip: () => createGunzip({ chunkSize }),
  deflate: () => createInflate({ chunkSize }),
  br: () => createBrotliDecompress({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
};
const chunkSize = 64 * 1024;

/** How many envelopes may be fully expanded in memory at once. */
const expanding = createGate(2);

/** A body as received, with access to its decompressed form. */
export interface Body {
  /** The first line, without reading further; undefined when it is longer than any header. */
  firstLine(): Promise<Buffer | undefined>;
  /** Passes the decompressed bytes to `use`; their memory is released when it has ended. */
  expand<T>(use: (bytes: Buffer) => Promise<T>): Promise<T>;
}

export interface BodyLimits {
  readonly compressedBytes: number;
  readonly decompressedBytes: number;
}

const newline = 0x0a;
const maxFirstLineBytes = 64 * 1024;

/**
 * Throws with `details.status`: 413 when a limit is exceeded, 400 when the bytes cannot be
 * decompressed. Expansion stops at the limit.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits = requestLimits,
): Promise<Body> {
  const encoding = (request.headers.get("content-encoding") ?? "").trim().toLowerCase();
  const decompress = encoding === "" || encoding === "identity" ? null : decompressors[encoding];
  if (decompress === undefined)
    throw refused(400, `invalid content encoding: ${encoding.slice(0, 32)}`);
  const raw = await readLimited(request, limits.compressedBytes);
  const expanded = (maxBytes: number, isEnough?: Expansion["isEnough"]) =>
    decompress === null
      ? Promise.resolve(raw)
      : expand(decompress(), raw, { encoding, maxBytes, isEnough });
  return {
    firstLine: async () => {
      const start = await expanded(
        Number.POSITIVE_INFINITY,
        (chunk, size) => size > maxFirstLineBytes || chunk.includes(newline),
      );
      const end = start.indexOf(newline);
      return end > maxFirstLineBytes || (end === -1 && start.length > maxFirstLineBytes)
        ? undefined
        : start.subarray(0, end === -1 ? start.length : end);
    },
    expand: (use) => expanding.run(async () => use(await expanded(limits.decompressedBytes))),
  };
}

interface Expansion {
  readonly encoding: string;
  readonly maxBytes: number;
  /** Stops reading early. */
  readonly isEnough: ((chunk: Buffer, size: number) => boolean) | undefined;
}

async function expand(stream: Decompressor, raw: Buffer, limits: Expansion): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.end(raw);
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limits.maxBytes) throw refused(413, "envelope exceeded the size limit");
      chunks.push(chunk);
      if (limits.isEnough?.(chunk, size)) break;
    }
  } catch (cause) {
    if (cause instanceof SeaworthyError) throw cause;
    throw refused(400, `the body is not ${limits.encoding}`, cause);
  }
  return Buffer.concat(chunks);
}

async function readLimited(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes)
    throw refused(413, "envelope exceeded the size limit");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw refused(413, "envelope exceeded the size limit");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refused(status: 400 | 413, message: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError("INPUT_INVALID", message, { cause, details: { status } });
}
