import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Context, Hono } from "hono";
import { organizationSlug } from "../organization.ts";
import type { Chunks } from "./chunks.ts";

const mebibyte = 1024 * 1024;

/** Sentry's upload limits; a whole file is limited to what fits in this machine's memory. */
export const uploadLimits = {
  chunkBytes: 8 * mebibyte,
  chunksPerRequest: 64,
  requestBytes: 32 * mebibyte,
  fileBytes: 100 * mebibyte,
} as const;

/**
 * `GET`: how to upload chunks. `POST`: chunks as parts of a form, `file` or `file_gzip`, each named
 * by the SHA-1 of its content (https://docs.sentry.io/api/releases/).
 */
export function addChunkUploadRoutes(app: Hono, chunks: Chunks): void {
  const path = "/api/0/organizations/:org/chunk-upload/";

  app.get(path, (context) =>
    context.json({
      url: `${baseOf(context)}/api/0/organizations/${organizationSlug}/chunk-upload/`,
      chunkSize: uploadLimits.chunkBytes,
      chunksPerRequest: uploadLimits.chunksPerRequest,
      maxFileSize: uploadLimits.fileBytes,
      maxRequestSize: uploadLimits.requestBytes,
      concurrency: 1,
      hashAlgorithm: "sha1",
      compression: ["gzip"],
      accept: ["sources", "artifact_bundles", "artifact_bundles_v2"],
    }),
  );

  app.post(path, async (context) => {
    const refuse = (error: string) => context.json({ error }, 400);
    if (!(Number(context.req.header("content-length")) <= uploadLimits.requestBytes + mebibyte))
      return refuse("Request too large");
    const form = await context.req.formData().catch(() => undefined);
    if (!form) return refuse("The body is not a form.");
    const parts = [...form].map(([name, value]) => ({ name, value }));
    if (parts.length > uploadLimits.chunksPerRequest) return refuse("Too many chunks");
    for (const { name, value } of parts) {
      if (!(value instanceof File) || !["file", "file_gzip"].includes(name))
        return refuse(`The part ${name} is not known.`);
      const content = await contentOf(value, name === "file_gzip");
      if (content === undefined) return refuse("Chunk size too large");
      if (sha1(content) !== value.name) return refuse("Checksum mismatch");
      chunks.put(value.name, content);
    }
    return context.body(null, 200);
  });
}

/** `http://127.0.0.1:<port>` with the path at which the API is mounted. */
function baseOf(context: Context): string {
  const { origin, pathname } = new URL(context.req.url);
  return `${origin}${pathname.slice(0, pathname.indexOf("/api/0/"))}`;
}

export const sha1 = (content: Uint8Array): string =>
  createHash("sha1").update(content).digest("hex");

/** Undefined for a chunk that is or would become too large. */
async function contentOf(file: File, isCompressed: boolean): Promise<Uint8Array | undefined> {
  if (file.size > uploadLimits.chunkBytes) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isCompressed) return bytes;
  return promisify(gunzip)(bytes, { maxOutputLength: uploadLimits.chunkBytes }).catch(
    () => undefined,
  );
}
