import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import { isoTime } from "../../../../kernel/clock.ts";
import { moduleTypes, sourceMapType } from "../../../edge/workers/module-types.ts";
import {
  deploymentsOf,
  type VersionDocument,
  versionsOf,
  type WorkerDocument,
} from "../../documents.ts";
import { candidateState } from "../../edge-state.ts";
import { Refusal } from "../../envelope.ts";
import { newUuid } from "../../ids.ts";
import { type Services, sweepModules } from "../../services.ts";
import { checkBinding, requireTargets } from "../bindings/binding-kinds.ts";
import { withInherited } from "../bindings/inherited-bindings.ts";
import { checkExports, classesAfter } from "../exports.ts";
import { exportsSchema } from "../exports-shape.ts";
import { migrationsSchema } from "./migrations.ts";

/** A version as in the JSON upload, without its modules. */
export const versionFields = {
  main_module: z.string(),
  bindings: z.array(z.looseObject({ type: z.string(), name: z.string() })).default([]),
  compatibility_date: z.iso.date().default("2021-11-02"),
  compatibility_flags: z.array(z.string()).default([]),
  exports: exportsSchema.optional(),
  migrations: migrationsSchema.optional(),
  annotations: z
    .strictObject({
      "workers/message": z.string().optional(),
      "workers/tag": z.string().optional(),
      "workers/triggered_by": z.string().optional(),
    })
    .optional(),
  cache_options: z
    .strictObject({ enabled: z.boolean(), cross_version_cache: z.boolean().optional() })
    .optional(),
  limits: z
    .strictObject({
      cpu_ms: z.number().int().positive().optional(),
      subrequests: z.number().int().positive().optional(),
    })
    .optional(),
  placement: z.looseObject({}).optional(),
  package_dependencies: z.array(z.looseObject({})).optional(),
  usage_model: z.enum(["standard", "bundled", "unbound"]).optional(),
};

const fields = z.strictObject(versionFields);

/** One module, decoded. */
export interface UploadedModule {
  readonly name: string;
  readonly content_type: string;
  readonly content: Buffer;
}

export interface VersionUpload {
  readonly fields: z.output<typeof fields>;
  readonly modules: readonly UploadedModule[];
  /** Binding types that are kept from the newest version. */
  readonly keepBindings?: readonly string[];
  /** The client: `api` or `wrangler`. */
  readonly source?: string;
}

const keptVersions = 100;

/** Stores an upload's modules and version. */
export function createVersion(
  services: Services,
  worker: WorkerDocument,
  upload: VersionUpload,
): Promise<VersionDocument> {
  requireModules(upload);
  const {
    main_module,
    bindings,
    compatibility_date,
    compatibility_flags,
    migrations,
    exports,
    ...echoed
  } = upload.fields;
  checkExports(exports, migrations !== undefined);
  return addVersion(services, worker, {
    main_module,
    modules: upload.modules.map(({ name, content_type, content }) => ({
      name,
      content_type,
      sha256: services.modules.put(content),
    })),
    bindings: inheritBindings(services, worker, upload).map(checkBinding),
    compatibility_date,
    compatibility_flags,
    ...defined({ migrations, exports }),
    source: upload.source ?? "api",
    echoed,
  });
}

type VersionParts = Omit<
  VersionDocument,
  "id" | "worker_id" | "number" | "created_on" | "startup_time_ms" | "planned_namespaces"
>;

/**
 * Stores the version, then loads it in workerd. If it does not start, it is rejected as at
 * Cloudflare and nothing is kept.
 */
export async function addVersion(
  services: Services,
  worker: WorkerDocument,
  parts: VersionParts,
): Promise<VersionDocument> {
  const draft: VersionDocument = {
    ...parts,
    id: newUuid(),
    worker_id: worker.id,
    number: (versionsOf(services.documents, worker).at(-1)?.number ?? 0) + 1,
    created_on: isoTime(services.clock),
    startup_time_ms: 0,
    planned_namespaces: [],
  };
  const startedAt = performance.now();
  const planned_namespaces = await load(services, worker, draft);
  const version = {
    ...draft,
    planned_namespaces,
    startup_time_ms: Math.ceil(performance.now() - startedAt),
  };
  services.documents.versions.put(version.id, version);
  forgetOldest(services, worker);
  return version;
}

/** Bindings of type `inherit`, and those that the upload keeps from the newest version. */
function inheritBindings(
  { documents }: Services,
  worker: WorkerDocument,
  { fields, keepBindings = [] }: VersionUpload,
): VersionUpload["fields"]["bindings"] {
  const versions = versionsOf(documents, worker);
  const sent = new Set(fields.bindings.map(({ name }) => name));
  const kept = (versions.at(-1)?.bindings ?? []).filter(
    ({ type, name }) => keepBindings.includes(type) && !sent.has(name),
  );
  return [...withInherited(fields.bindings, versions), ...kept];
}

/**
 * As at Cloudflare, the newest 100 versions can be deployed; versions that are being served are
 * kept too.
 */
function forgetOldest(services: Services, worker: WorkerDocument): void {
  const served = new Set(
    deploymentsOf(services.documents, worker)[0]?.versions.map(({ version_id }) => version_id),
  );
  const forgotten = versionsOf(services.documents, worker)
    .slice(0, -keptVersions)
    .filter(({ id }) => !served.has(id));
  for (const { id } of forgotten) services.documents.versions.delete(id);
  if (forgotten.length > 0)
    sweepModules(
      services,
      forgotten.flatMap(({ modules }) => modules.map(({ sha256 }) => sha256)),
    );
}

/** Verifies that it starts; returns the classes with which it did. */
async function load(
  services: Services,
  worker: WorkerDocument,
  draft: VersionDocument,
): Promise<VersionDocument["planned_namespaces"]> {
  const migrated = { ...worker, ...classesAfter(worker, draft) };
  requireTargets(draft.bindings, {
    documents: services.documents,
    namespaces: migrated.namespaces,
  });
  const state = candidateState(services, migrated, draft);
  try {
    await services.edge.network.prepare(state);
    return migrated.namespaces;
  } catch (cause) {
    throw new Refusal(400, {
      code: 10021,
      message: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

function requireModules({ fields, modules }: VersionUpload): void {
  modules.forEach(({ name, content_type }, index) => {
    if (moduleTypes[content_type] || content_type === sourceMapType) return;
    throw new Refusal(400, {
      code: 10021,
      message: `Module ${name} has the content type ${content_type}, which is not one of ${[...Object.keys(moduleTypes), sourceMapType].join(", ")}.`,
      pointer: `/modules/${index}/content_type`,
    });
  });
  if (!modules.some(({ name }) => name === fields.main_module)) {
    throw new Refusal(400, {
      code: 10021,
      message: `No such module: the main module ${fields.main_module} was not uploaded.`,
      pointer: "/main_module",
    });
  }
}
