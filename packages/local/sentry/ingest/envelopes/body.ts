import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";
import { requestLimits } from "./item-kinds.ts";

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** The encodings that Relay takes. */
const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip) as Decompress,
  deflate: promisify(inflate) as Decompress,
  br: promisify(brotliDecompress) as Decompress,
  zstd: promisify(zstdDecompress) as Decompress,
};

/**
 * Thrown through `details.status`: 413 when a limit is passed, 400 when the bytes cannot be
 * decompressed.
 */
export async function readBody(
  request: Request,
  limits: { compressedBytes: number; decompressedBytes: number } = requestLimits,
): Promise<Buffer> {
  const raw = await readLimited(request, limits.compressedBytes);
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return raw;
  const decompress = decompressors[encoding];
  if (!decompress) throw refused(400, `invalid content encoding: ${encoding.slice(0, 32)}`);
  try {
    return await decompress(raw, { maxOutputLength: limits.decompressedBytes });
  } catch (cause) {
    if (hasErrno(cause, "ERR_BUFFER_TOO_LARGE"))
      throw refused(413, "envelope exceeded the size limit", cause);
    throw refused(400, `the body is not ${encoding}`, cause);
  }
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
