import { defined } from "@seaworthy/core/defined";
import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";

const bindingSchema = z.looseObject({ name: z.string(), type: z.string() });
export type Binding = z.output<typeof bindingSchema>;

const versionSchema = z.object({
  id: z.string(),
  /** Increments with each upload. */
  number: z.number(),
  created_on: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  limits: z.record(z.string(), z.unknown()).optional(),
  cache_options: z.record(z.string(), z.unknown()).optional(),
  exports: z.record(z.string(), z.unknown()).optional(),
  migration_tag: z.string().optional(),
  bindings: z.array(bindingSchema).default([]),
  annotations: z.record(z.string(), z.string()).default({}),
});
export type WorkerVersion = z.output<typeof versionSchema>;

/** A module of a version, in the format of Cloudflare's API. */
const moduleSchema = z.object({
  name: z.string(),
  content_type: z.string(),
  content_base64: z.string(),
});

const codeSchema = z.object({ main_module: z.string(), modules: z.array(moduleSchema) });
export type VersionCode = z.output<typeof codeSchema>;

const envelope = z.object({ result: versionSchema });
const codeEnvelope = z.object({ result: codeSchema });
const pageSchema = z.object({
  result: z.array(versionSchema),
  result_info: z.object({ total_pages: z.number().optional() }).optional(),
});

interface NewVersion extends VersionCode {
  /** The version whose settings the new one inherits. */
  readonly from: WorkerVersion;
  /** Default: all of `from`, including secrets. */
  readonly bindings?: readonly Binding[];
  /** At most 25 characters; `tag` identifies the version later. */
  readonly tag: string;
  readonly message: string;
}

/** The versions of one Worker, through Cloudflare's API. All calls throw VENDOR_*. */
export interface Versions {
  read(versionId: string): Promise<WorkerVersion>;
  readCode(versionId: string): Promise<VersionCode>;
  /** Those that Cloudflare still has, newest first. */
  list(): Promise<readonly WorkerVersion[]>;
  /** Resolves to the new version's id; it gets no traffic. */
  upload(version: NewVersion): Promise<string>;
  /** Cloudflare rejects it for a version that gets traffic. */
  remove(versionId: string): Promise<void>;
}

const perPage = 100;

export function openVersions(
  client: VendorClient,
  worker: { readonly accountId: string; readonly id: string },
): Versions {
  const path = `/accounts/${worker.accountId}/workers/workers/${worker.id}/versions`;
  const get = async (rest: string) => (await client.request("GET", `${path}${rest}`)).body;
  return {
    read: async (id) => envelope.parse(await get(`/${id}`)).result,
    readCode: async (id) => codeEnvelope.parse(await get(`/${id}?include=modules`)).result,
    list: async () => {
      const { result } = pageSchema.parse(await get(`?per_page=${perPage}`));
      return result.toSorted((a, b) => b.number - a.number);
    },
    upload: async (version) =>
      envelope.parse((await client.request("POST", path, uploadBody(version))).body).result.id,
    remove: async (id) => {
      await client.request("DELETE", `${path}/${id}`);
    },
  };
}

/** Secret values are never returned: Cloudflare copies them from the version itself. */
export const inherited = (from: WorkerVersion, name: string): Binding => ({
  type: "inherit",
  name,
  version_id: from.id,
});

function uploadBody({ from, main_module, modules, bindings, tag, message }: NewVersion) {
  const { compatibility_date, compatibility_flags, limits, cache_options, exports } = from;
  return {
    main_module,
    modules,
    bindings: bindings ?? from.bindings.map(({ name }) => inherited(from, name)),
    compatibility_date,
    compatibility_flags,
    annotations: { "workers/tag": tag, "workers/message": message },
    ...defined({ limits, cache_options, exports }),
  };
}
