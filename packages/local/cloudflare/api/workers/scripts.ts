import { defined } from "@seaworthy/core/defined";
import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import {
  deploymentsOf,
  type VersionDocument,
  versionsOf,
  type WorkerDocument,
} from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId } from "../ids.ts";
import { requireWorker, type Services } from "../services.ts";
import { shownBinding } from "./bindings/binding-kinds.ts";
import { deploy } from "./versions/deployments.ts";
import { etagOf } from "./versions/script-versions.ts";
import { readUploadForm, type ScriptUpload } from "./versions/upload-form.ts";
import { createVersion } from "./versions/version-upload.ts";
import { asScript, newWorker, removeWorker, scriptSettingsFields } from "./workers.ts";

const environment = "production";

/** `…/workers/scripts/{script}`: what `wrangler deploy` and the older API call. */
export function registerScripts(api: Hono, services: Services): void {
  const { documents } = services;
  const base = `/accounts/${accountId}/workers/scripts`;
  api.get(base, (context) =>
    ok(
      context,
      documents.workers.list().map((worker) => asScript(documents, worker)),
    ),
  );
  api.put(`${base}/:script`, async (context) => {
    const upload = await readUploadForm(context);
    return ok(context, await uploadAndDeploy(services, context.req.param("script"), upload));
  });
  api.delete(`${base}/:script`, async (context) => {
    await removeWorker(services, requireWorker(services, context.req.param("script")));
    return ok(context, null);
  });
  api.get(`${base}/:script/references`, (context) => {
    requireWorker(services, context.req.param("script"));
    return ok(context, { services: { incoming: [], outgoing: [] } });
  });
  api.get(`/accounts/${accountId}/workers/tails/by-consumer/:script`, (context) => ok(context, []));
  // Wrangler lists the namespaces of a deleted Worker; the list is empty.
  api.get(`/accounts/${accountId}/storage/kv/namespaces`, (context) => page(context, []));
  registerScriptSettings(api, services);
  registerServices(api, services);
}

const settingsBody = z.strictObject(scriptSettingsFields);

function registerScriptSettings(api: Hono, services: Services): void {
  const path = `/accounts/${accountId}/workers/scripts/:script/script-settings`;
  const settingsOf = ({ logpush, observability, tags, tail_consumers }: WorkerDocument) => ({
    logpush,
    observability,
    tags,
    tail_consumers,
  });
  api.get(path, (context) =>
    ok(context, settingsOf(requireWorker(services, context.req.param("script")))),
  );
  api.get(`/accounts/${accountId}/workers/scripts/:script/settings`, (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const latest = versionsOf(services.documents, worker).at(-1);
    return ok(context, { ...settingsOf(worker), ...(latest ? runtimeOf(latest) : {}) });
  });
  api.patch(path, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const changes = await readBody(context, settingsBody);
    return ok(context, settingsOf(changeSettings(services, worker, changes)));
  });
}

/** The runtime settings of a version. */
function runtimeOf(version: VersionDocument): Record<string, unknown> {
  const { bindings, compatibility_date, compatibility_flags, echoed } = version;
  return {
    bindings: bindings.map(shownBinding),
    compatibility_date,
    compatibility_flags,
    usage_model: echoed.usage_model ?? "standard",
    ...defined({ limits: echoed.limits, placement: echoed.placement }),
  };
}

/** A service is a Worker with its environments; only production exists here. */
function registerServices(api: Hono, services: Services): void {
  const path = `/accounts/${accountId}/workers/services/:service`;
  api.get(path, (context) => {
    const worker = requireService(services, context.req.param("service"));
    const latest = versionsOf(services.documents, worker).at(-1);
    const script = {
      ...asScript(services.documents, worker),
      last_deployed_from: latest?.source ?? "api",
    };
    const shown = { environment, created_on: worker.created_on, modified_on: worker.updated_on };
    return ok(context, {
      id: worker.name,
      default_environment: { ...shown, script },
      environments: [shown],
      created_on: worker.created_on,
      modified_on: worker.updated_on,
    });
  });
  api.delete(path, async (context) => {
    await removeWorker(services, requireService(services, context.req.param("service")));
    return ok(context, null);
  });
}

/** Clients recognise a missing service by this code and then create a Worker. */
function requireService(services: Services, name: string): WorkerDocument {
  try {
    return requireWorker(services, name);
  } catch {
    throw new Refusal(404, { code: 10090, message: `The service ${name} does not exist.` });
  }
}

function changeSettings(
  services: Services,
  worker: WorkerDocument,
  changes: z.output<typeof settingsBody>,
): WorkerDocument {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  const changed: WorkerDocument = {
    ...worker,
    ...Object.fromEntries(set.map(([name, value]) => [name, value ?? emptied(name)])),
    updated_on: isoTime(services.clock),
  };
  services.documents.workers.put(worker.id, changed);
  return changed;
}

/** null resets a setting. */
function emptied(name: string): unknown {
  if (name === "logpush") return false;
  return name === "observability" ? { enabled: false } : [];
}

/** A new Worker that fails to load leaves nothing behind. */
async function uploadAndDeploy(
  services: Services,
  name: string,
  upload: ScriptUpload,
): Promise<Record<string, unknown>> {
  const { documents } = services;
  const known = documents.workers.list().find((worker) => worker.name === name);
  const worker = known ?? newWorker(services, name);
  try {
    const version = await createVersion(services, worker, upload.version);
    const versions = [{ version_id: version.id, percentage: 100 }];
    await deploy(services, worker, { strategy: "percentage", versions }, upload.version.source);
    const settled = changeSettings(services, requireWorker(services, worker.id), upload.settings);
    return shownUpload(services, settled, version);
  } catch (cause) {
    if (!known) await removeWorker(services, worker);
    throw cause;
  }
}

function shownUpload(
  { documents }: Services,
  worker: WorkerDocument,
  version: VersionDocument,
): Record<string, unknown> {
  const deployed = deploymentsOf(documents, worker)[0];
  return {
    ...asScript(documents, worker),
    etag: etagOf(version),
    deployment_id: version.id.replaceAll("-", ""),
    last_deployed_from: deployed?.source,
    entry_point: version.main_module,
    startup_time_ms: version.startup_time_ms,
    has_modules: true,
    has_assets: false,
  };
}
