import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";

/** A module of a version, as Cloudflare's API carries it. */
interface UploadedModule {
  readonly name: string;
  readonly content_type: string;
  readonly content_base64: string;
}

const versionSchema = z.object({
  id: z.string(),
  created_on: z.string(),
  main_module: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  limits: z.record(z.string(), z.unknown()).optional(),
  cache_options: z.record(z.string(), z.unknown()).optional(),
  exports: z.record(z.string(), z.unknown()).optional(),
  bindings: z.array(z.looseObject({ name: z.string(), type: z.string() })).default([]),
  annotations: z.record(z.string(), z.string()).default({}),
  modules: z
    .array(z.object({ name: z.string(), content_type: z.string(), content_base64: z.string() }))
    .optional(),
});
export type WorkerVersion = z.output<typeof versionSchema>;

const envelope = z.object({ result: versionSchema });
const listEnvelope = z.object({ result: z.array(versionSchema) });

interface NewVersion {
  /** The version whose bindings, secrets, and settings the new one takes over. */
  readonly from: WorkerVersion;
  readonly mainModule: string;
  readonly modules: readonly UploadedModule[];
  /** At most 25 characters; `tag` is how a version is found again. */
  readonly tag: string;
  readonly message: string;
}

/** The versions of one Worker, through Cloudflare's API. All calls throw VENDOR_*. */
export interface Versions {
  read(versionId: string): Promise<WorkerVersion>;
  /** With the code of its modules. */
  readCode(versionId: string): Promise<WorkerVersion>;
  /** Newest first. */
  list(): Promise<readonly WorkerVersion[]>;
  /** Resolves to the new version's id; no traffic goes to it. */
  upload(version: NewVersion): Promise<string>;
}

export function openVersions(
  client: VendorClient,
  worker: { readonly accountId: string; readonly id: string },
): Versions {
  const path = `/accounts/${worker.accountId}/workers/workers/${worker.id}/versions`;
  const read = async (id: string, query = "") =>
    envelope.parse((await client.request("GET", `${path}/${id}${query}`)).body).result;
  return {
    read: (id) => read(id),
    readCode: (id) => read(id, "?include=modules"),
    list: async () => listEnvelope.parse((await client.request("GET", path)).body).result,
    upload: async (version) =>
      envelope.parse((await client.request("POST", path, uploadBody(version))).body).result.id,
  };
}

function uploadBody({ from, mainModule, modules, tag, message }: NewVersion) {
  const { compatibility_date, compatibility_flags, limits, cache_options, exports } = from;
  return {
    main_module: mainModule,
    modules,
    // Values of secrets are not given back: Cloudflare copies them from the version itself.
    bindings: from.bindings.map(({ name }) => ({ type: "inherit", name, version_id: from.id })),
    compatibility_date,
    compatibility_flags,
    annotations: { "workers/tag": tag, "workers/message": message },
    ...Object.fromEntries(
      Object.entries({ limits, cache_options, exports }).filter(([, value]) => value),
    ),
  };
}
