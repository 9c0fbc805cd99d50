import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import { type Documents, deploymentsOf, versionsOf, type WorkerDocument } from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, newId } from "../ids.ts";
import { removeStorage, requireWorker, type Services, sweepModules } from "../services.ts";

const sampling = {
  enabled: z.boolean().optional(),
  head_sampling_rate: z.number().min(0).max(1).optional(),
};
const destinations = {
  destinations: z.array(z.string()).optional(),
  persist: z.boolean().optional(),
};

const observability = z.strictObject({
  ...sampling,
  logs: z
    .strictObject({ ...sampling, ...destinations, invocation_logs: z.boolean().optional() })
    .optional(),
  traces: z
    .strictObject({ ...sampling, ...destinations, propagation_policy: z.string().optional() })
    .optional(),
});
const tags = z.array(z.string().max(1024)).max(8);
const tailConsumers = z.array(z.strictObject({ name: z.string() }));

/** Worker settings that are not part of a version, as uploads and clients change them. */
export const scriptSettingsFields = {
  logpush: z.boolean().nullish(),
  observability: observability.nullish(),
  tags: tags.nullish(),
  tail_consumers: tailConsumers.nullish(),
};

const body = z.strictObject({
  /**
   * Cloudflare's rule for Worker names: a DNS label of up to 63 characters in lower case; `_` is
   * allowed.
   */
  name: z
    .string()
    .regex(
      /^[a-z0-9_][a-z0-9_-]{0,62}$/,
      "must be 1 to 63 of a-z, 0-9, _ and -, not beginning with -",
    ),
  logpush: z.boolean().optional(),
  observability: observability.optional(),
  subdomain: z
    .strictObject({ enabled: z.boolean().optional(), previews_enabled: z.boolean().optional() })
    .optional(),
  tags: tags.optional(),
  tail_consumers: tailConsumers.optional(),
});

type WorkerBody = z.output<typeof body>;

/** `/accounts/{account}/workers/workers` */
export function registerWorkers(api: Hono, services: Services): void {
  const { documents } = services;
  const base = `/accounts/${accountId}/workers`;
  api.get(`${base}/workers`, (context) =>
    page(
      context,
      documents.workers.list().map((worker) => shown(documents, worker)),
    ),
  );
  api.get(`${base}/workers/:worker`, (context) =>
    ok(context, shown(documents, requireWorker(services, context.req.param("worker")))),
  );
  api.post(`${base}/workers`, async (context) => {
    const wanted = await readBody(context, body);
    requireFreeName(documents, wanted.name);
    return ok(context, shown(documents, addWorker(services, wanted)));
  });
  api.put(`${base}/workers/:worker`, async (context) => {
    const known = requireWorker(services, context.req.param("worker"));
    return ok(context, await update(services, known, settings(await readBody(context, body))));
  });
  api.patch(`${base}/workers/:worker`, async (context) => {
    const known = requireWorker(services, context.req.param("worker"));
    const { name = known.name, ...changes } = await readBody(context, body.partial());
    return ok(
      context,
      await update(services, known, settings({ ...current(known), ...definedOnly(changes), name })),
    );
  });
  api.delete(`${base}/workers/:worker`, async (context) => {
    await removeWorker(services, requireWorker(services, context.req.param("worker")));
    return ok(context, null);
  });
}

/** A Worker as a script's first upload creates it. */
export function newWorker(services: Services, name: string): WorkerDocument {
  const parsed = body.safeParse({ name });
  if (parsed.success) return addWorker(services, parsed.data);
  const message = `Invalid Worker name: ${parsed.error.issues[0]?.message ?? name}`;
  throw new Refusal(400, { code: 10016, message });
}

function addWorker({ documents, clock }: Services, wanted: WorkerBody): WorkerDocument {
  const now = isoTime(clock);
  const worker: WorkerDocument = {
    id: newId(),
    created_on: now,
    updated_on: now,
    deployed_on: null,
    namespaces: [],
    ...settings(wanted),
  };
  documents.workers.put(worker.id, worker);
  return worker;
}

async function update(
  services: Services,
  known: WorkerDocument,
  wanted: ReturnType<typeof settings>,
): Promise<unknown> {
  if (wanted.name !== known.name) requireFreeName(services.documents, wanted.name);
  const worker: WorkerDocument = { ...known, ...wanted, updated_on: isoTime(services.clock) };
  services.documents.workers.put(worker.id, worker);
  await services.sync();
  return shown(services.documents, worker);
}

function requireFreeName(documents: Documents, name: string): void {
  if (!documents.workers.list().some((worker) => worker.name === name)) return;
  throw new Refusal(409, {
    code: 10040,
    message: `A Worker named ${name} already exists on this account.`,
    pointer: "/name",
  });
}

/** Cloudflare's defaults for fields that were not sent. */
function settings(wanted: WorkerBody) {
  return {
    name: wanted.name,
    logpush: wanted.logpush ?? false,
    observability: wanted.observability ?? { enabled: false },
    subdomain: wanted.subdomain ?? { enabled: false, previews_enabled: false },
    tags: wanted.tags ?? [],
    tail_consumers: wanted.tail_consumers ?? [],
  };
}

function current(worker: WorkerDocument): WorkerBody {
  const { name, logpush, observability, subdomain, tags, tail_consumers } = worker;
  return body.parse({ name, logpush, observability, subdomain, tags, tail_consumers });
}

function definedOnly<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/**
 * Also deletes everything that belongs to it: versions, deployments, schedules, routes, Durable
 * Object storage.
 */
export async function removeWorker(services: Services, worker: WorkerDocument): Promise<void> {
  const { documents } = services;
  const modules = versionsOf(documents, worker).flatMap((version) =>
    version.modules.map(({ sha256 }) => sha256),
  );
  documents.transaction(() => {
    for (const { id, script } of documents.routes.list())
      if (script === worker.name) documents.routes.delete(id);
    for (const { id } of versionsOf(documents, worker)) documents.versions.delete(id);
    for (const { id } of deploymentsOf(documents, worker)) documents.deployments.delete(id);
    for (const { id, script_name } of documents.queueConsumers.list())
      if (script_name === worker.name) documents.queueConsumers.delete(id);
    documents.schedules.delete(worker.id);
    documents.workers.delete(worker.id);
  });
  await services.sync();
  sweepModules(services, modules);
  await removeStorage(services, worker.namespaces, []);
}

function shown(documents: Documents, worker: WorkerDocument): Record<string, unknown> {
  const { namespaces: _namespaces, migration_tag: _tag, ...visible } = worker;
  return { ...visible, references: references(documents, worker) };
}

function references(_documents: Documents, _worker: WorkerDocument): Record<string, unknown[]> {
  return {
    dispatch_namespace_outbounds: [],
    domains: [],
    durable_objects: [],
    queues: [],
    workers: [],
  };
}

/** The older API's view of a Worker, which it calls by name. */
export function asScript(documents: Documents, worker: WorkerDocument): Record<string, unknown> {
  const active = deploymentsOf(documents, worker)[0];
  const version = active?.versions[0] && documents.versions.get(active.versions[0].version_id);
  return {
    id: worker.name,
    tag: worker.id,
    created_on: worker.created_on,
    modified_on: worker.updated_on,
    logpush: worker.logpush,
    tags: worker.tags,
    migration_tag: worker.migration_tag ?? null,
    compatibility_date: version?.compatibility_date,
    compatibility_flags: version?.compatibility_flags,
    handlers: ["fetch"],
    usage_model: "standard",
    routes: documents.routes.list().filter(({ script }) => script === worker.name),
  };
}
