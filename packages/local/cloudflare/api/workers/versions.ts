import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { moduleTypes, sourceMapType } from "../../edge/workers/runtime-options.ts";
import { readBody } from "../body.ts";
import {
  deploymentsOf,
  type VersionDocument,
  versionsOf,
  type WorkerDocument,
} from "../documents.ts";
import { candidateState } from "../edge-state.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, newUuid } from "../ids.ts";
import { requireWorker, type Services, sweepModules } from "../services.ts";
import { checkBinding, requireTargets, shownBinding } from "./binding-kinds.ts";
import { checkExports, classesAfter, liveExports } from "./exports.ts";
import { exportsSchema } from "./exports-shape.ts";
import { migrationsSchema } from "./migrations.ts";

const body = z.strictObject({
  main_module: z.string(),
  modules: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        content_type: z.string(),
        content_base64: z.base64(),
      }),
    )
    .min(1),
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
});

const keptVersions = 100;

/** What the API has and the local cloud does not: named in the refusal. */
const refusedFields = ["assets", "containers"];

/**
 * `/accounts/{account}/workers/workers/{worker}/versions`: JSON uploads with their modules inside.
 */
export function registerVersions(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/workers/workers/:worker/versions`;
  api.post(base, async (context) => {
    const worker = requireWorker(services, context.req.param("worker"));
    const version = await createVersion(services, worker, await readVersion(context));
    return ok(context, shown(services, version, false));
  });
  api.get(base, (context) => {
    const versions = versionsOf(
      services.documents,
      requireWorker(services, context.req.param("worker")),
    );
    return page(
      context,
      versions.reverse().map((version) => shown(services, version, false)),
    );
  });
  api.get(`${base}/:version`, (context) => {
    const version = requireVersion(
      services,
      context.req.param("worker"),
      context.req.param("version"),
    );
    return ok(context, shown(services, version, context.req.query("include") === "modules"));
  });
  api.delete(`${base}/:version`, (context) => {
    const version = requireVersion(
      services,
      context.req.param("worker"),
      context.req.param("version"),
    );
    removeVersion(services, version);
    return ok(context, null);
  });
  api.get(`/accounts/${accountId}/workers/scripts/:script/versions`, (context) => {
    const versions = versionsOf(
      services.documents,
      requireWorker(services, context.req.param("script")),
    ).reverse();
    const brief = versions.map(({ id, number, created_on }) => ({
      id,
      number,
      metadata: { created_on, source: "api" },
    }));
    return page(context, brief, (items) => ({ items }));
  });
}

async function readVersion(
  context: Parameters<typeof readBody>[0],
): Promise<z.output<typeof body>> {
  const raw = await readBody(context, z.looseObject({}));
  const refused = refusedFields.filter((field) => raw[field] !== undefined);
  if (refused.length > 0) {
    throw new Refusal(501, {
      code: 10021,
      message: `Worker versions with ${refused.join(", ")} are not implemented by the local cloud.`,
      pointer: `/${refused[0]}`,
    });
  }
  return readBody(context, body);
}

/**
 * Stores the version, then loads it in workerd: what does not start is refused as Cloudflare does,
 * and leaves nothing.
 */
async function createVersion(
  services: Services,
  worker: WorkerDocument,
  wanted: z.output<typeof body>,
): Promise<VersionDocument> {
  requireModules(wanted);
  const {
    main_module,
    modules,
    bindings,
    compatibility_date,
    compatibility_flags,
    migrations,
    exports,
    ...echoed
  } = wanted;
  checkExports(exports, migrations !== undefined);
  const draft: VersionDocument = {
    id: newUuid(),
    worker_id: worker.id,
    number: (versionsOf(services.documents, worker).at(-1)?.number ?? 0) + 1,
    created_on: isoTime(services.clock),
    startup_time_ms: 0,
    main_module,
    modules: modules.map(({ name, content_type, content_base64 }) => ({
      name,
      content_type,
      sha256: services.modules.put(Buffer.from(content_base64, "base64")),
    })),
    bindings: bindings.map(checkBinding),
    compatibility_date,
    compatibility_flags,
    ...(migrations ? { migrations } : {}),
    ...(exports ? { exports } : {}),
    planned_namespaces: [],
    echoed,
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

/** As at Cloudflare, the newest hundred can be deployed; what is served stays. */
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

/** Proves that it starts; returns the classes with which it did. */
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
    await services.edge.prepare(state);
    return migrated.namespaces;
  } catch (cause) {
    throw new Refusal(400, {
      code: 10021,
      message: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

function requireModules(wanted: z.output<typeof body>): void {
  wanted.modules.forEach(({ name, content_type }, index) => {
    if (moduleTypes[content_type] || content_type === sourceMapType) return;
    throw new Refusal(400, {
      code: 10021,
      message: `Module ${name} has the content type ${content_type}, which is not one of ${[...Object.keys(moduleTypes), sourceMapType].join(", ")}.`,
      pointer: `/modules/${index}/content_type`,
    });
  });
  if (!wanted.modules.some(({ name }) => name === wanted.main_module)) {
    throw new Refusal(400, {
      code: 10021,
      message: `No such module: the main module ${wanted.main_module} was not uploaded.`,
      pointer: "/main_module",
    });
  }
}

function requireVersion(services: Services, worker: string, id: string): VersionDocument {
  const version = services.documents.versions.get(id);
  if (version?.worker_id !== requireWorker(services, worker).id)
    throw new Refusal(404, { code: 10222, message: "This Worker version does not exist." });
  return version;
}

function removeVersion(services: Services, version: VersionDocument): void {
  const worker = requireWorker(services, version.worker_id);
  const active = deploymentsOf(services.documents, worker)[0];
  if (active?.versions.some(({ version_id }) => version_id === version.id)) {
    throw new Refusal(400, {
      code: 10223,
      message: "This version is part of the active deployment. Deploy another version first.",
    });
  }
  services.documents.versions.delete(version.id);
}

function shown(
  services: Services,
  version: VersionDocument,
  withModules: boolean,
): Record<string, unknown> {
  const {
    worker_id: _worker,
    planned_namespaces: _planned,
    modules,
    bindings,
    echoed,
    exports,
    ...rest
  } = version;
  const withContent = modules.map(({ name, content_type, sha256 }) => ({
    name,
    content_type,
    content_base64: services.modules.read(sha256).toString("base64"),
  }));
  return {
    ...rest,
    ...echoed,
    ...(exports ? { exports: liveExports(exports) } : {}),
    usage_model: echoed.usage_model ?? "standard",
    ...(version.migrations?.new_tag === undefined
      ? {}
      : { migration_tag: version.migrations.new_tag }),
    source: "api",
    urls: [],
    bindings: bindings.map(shownBinding),
    ...(withModules ? { modules: withContent } : {}),
  };
}
