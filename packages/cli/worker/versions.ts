import { defined } from "@seaworthy/core/defined";
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
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  limits: z.record(z.string(), z.unknown()).optional(),
  cache_options: z.record(z.string(), z.unknown()).optional(),
  exports: z.record(z.string(), z.unknown()).optional(),
  bindings: z.array(z.looseObject({ name: z.string(), type: z.string() })).default([]),
  annotations: z.record(z.string(), z.string()).default({}),
});
export type WorkerVersion = z.output<typeof versionSchema>;

const envelope = z.object({ result: versionSchema });

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
  /** Resolves to the new version's id; no traffic goes to it. */
  upload(version: NewVersion): Promise<string>;
  /** Cloudflare refuses it for one that gets traffic. */
  remove(versionId: string): Promise<void>;
}

export function openVersions(
  client: VendorClient,
  worker: { readonly accountId: string; readonly id: string },
): Versions {
  const path = `/accounts/${worker.accountId}/workers/workers/${worker.id}/versions`;
  return {
    read: async (id) => envelope.parse((await client.request("GET", `${path}/${id}`)).body).result,
    upload: async (version) =>
      envelope.parse((await client.request("POST", path, uploadBody(version))).body).result.id,
    remove: async (id) => {
      await client.request("DELETE", `${path}/${id}`);
    },
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
    ...defined({ limits, cache_options, exports }),
  };
}
