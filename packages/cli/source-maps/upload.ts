import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { vendorTimeoutMs } from "@seaworthy/core/http";
import { z } from "zod";

export interface SentryAccess {
  /** Ends in `/api/`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly organization: string;
  readonly project: string;
}

const optionsSchema = z.object({ url: z.string(), chunkSize: z.number().int().positive() });
const stateSchema = z.object({
  state: z.enum(["ok", "error", "not_found", "created", "assembling"]),
  detail: z.string().nullish(),
  missingChunks: z.array(z.string()).default([]),
});

/** How long Sentry may take to assemble the chunks. */
const assemble = { times: 60, everyMs: 1_000 };

/** What Sentry is asked for before anything is sent. */
export const bundlePartsSchema = z.object({
  checksum: z.string(),
  chunkSize: z.number(),
  chunks: z.array(z.string()),
});
export type BundleParts = z.infer<typeof bundlePartsSchema>;

/**
 * Uploads an artifact bundle: asks which chunks are missing, sends those, and waits until Sentry
 * has assembled them. Existing chunks are not sent again.
 * @param load compresses the bundle, which takes a second; not called when Sentry has it
 * @param known the result of the last upload of the same files
 */
export async function uploadBundle(
  access: SentryAccess,
  load: () => Uint8Array,
  known?: BundleParts,
): Promise<BundleParts> {
  const call = caller(access);
  const { url, chunkSize } = optionsSchema.parse(await call("GET", "chunk-upload/"));
  const assembled = async ({ checksum, chunks }: BundleParts) => {
    const body = JSON.stringify({ checksum, chunks, projects: [access.project] });
    return stateSchema.parse(await call("POST", "artifactbundle/assemble/", body));
  };
  // Anything else than "ok": send it again, since the chunks may be gone or of another bundle.
  if (known?.chunkSize === chunkSize && (await assembled(known)).state === "ok") return known;
  const bundle = load();
  const chunks = chunksOf(bundle, chunkSize);
  const parts = { checksum: sha1(bundle), chunkSize, chunks: [...chunks.keys()] };
  for (let time = 0; time < assemble.times; time += 1) {
    const { state, detail, missingChunks } = await assembled(parts);
    if (state === "ok") return parts;
    if (state === "error") throw refused(detail ?? "no reason given");
    for (const checksum of missingChunks) {
      const form = new FormData();
      form.append("file", new File([new Uint8Array(chunks.get(checksum) ?? [])], checksum));
      await call("POST", new URL(url, access.baseUrl).href, form);
    }
    if (missingChunks.length === 0) await delay(assemble.everyMs);
  }
  throw refused("Sentry did not finish in time");
}

const sha1 = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");

function chunksOf(bytes: Uint8Array, size: number): ReadonlyMap<string, Uint8Array> {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  const parts = starts.map((start) => bytes.subarray(start, start + size));
  return new Map(parts.map((part) => [sha1(part), part]));
}

/** A lost connection costs nothing: chunks and bundles are named by their checksums. */
const mostAttempts = 3;

async function send(url: URL, request: RequestInit, attempt = 1): Promise<Response> {
  try {
    return await fetch(url, { ...request, signal: AbortSignal.timeout(vendorTimeoutMs()) });
  } catch (cause) {
    if (attempt < mostAttempts) return send(url, request, attempt + 1);
    throw refused(`Sentry cannot be reached (${messageOf(cause)})`, cause);
  }
}

function caller({ baseUrl, token, organization }: SentryAccess) {
  return async (method: string, path: string, body?: string | FormData): Promise<unknown> => {
    const response = await send(new URL(path, `${baseUrl}0/organizations/${organization}/`), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      ...defined({ body }),
    });
    const text = await response.text();
    if (!response.ok) throw refused(`Sentry responded with ${response.status}`, text.slice(0, 300));
    return text === "" ? undefined : JSON.parse(text);
  };
}

function refused(reason: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError("VENDOR_UNREACHABLE", `Source maps were not uploaded: ${reason}.`, {
    cause,
  });
}
