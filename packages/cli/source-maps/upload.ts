import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
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

/**
 * Uploads an artifact bundle: asks which chunks are missing, sends those, and waits until Sentry
 * has assembled them. Existing chunks are not sent again.
 */
export async function uploadBundle(access: SentryAccess, bundle: Uint8Array): Promise<void> {
  const call = caller(access);
  const options = optionsSchema.parse(await call("GET", "chunk-upload/"));
  const chunks = chunksOf(bundle, options.chunkSize);
  const body = JSON.stringify({
    checksum: sha1(bundle),
    chunks: [...chunks.keys()],
    projects: [access.project],
  });
  for (let time = 0; time < assemble.times; time += 1) {
    const answer = await call("POST", "artifactbundle/assemble/", body);
    const { state, detail, missingChunks } = stateSchema.parse(answer);
    if (state === "ok") return;
    if (state === "error") throw refused(detail ?? "no reason given");
    for (const checksum of missingChunks) {
      const form = new FormData();
      form.append("file", new File([new Uint8Array(chunks.get(checksum) ?? [])], checksum));
      await call("POST", new URL(options.url, access.baseUrl).href, form);
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

function caller({ baseUrl, token, organization }: SentryAccess) {
  return async (method: string, path: string, body?: string | FormData): Promise<unknown> => {
    const response = await fetch(new URL(path, `${baseUrl}0/organizations/${organization}/`), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      signal: AbortSignal.timeout(vendorTimeoutMs()),
      ...defined({ body }),
    }).catch((cause: unknown) => {
      throw refused("Sentry cannot be reached", cause);
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
