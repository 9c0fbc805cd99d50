import { defined } from "@seaworthy/core/defined";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { readBody } from "../../body.ts";
import {
  type BindingDocument,
  deploymentsOf,
  type VersionDocument,
  versionsOf,
  type WorkerDocument,
} from "../../documents.ts";
import { ok, Refusal } from "../../envelope.ts";
import { accountId } from "../../ids.ts";
import { requireWorker, type Services } from "../../services.ts";
import { deploy } from "../versions/deployments.ts";
import { sourceOf } from "../versions/upload-form.ts";
import { addVersion } from "../versions/version-upload.ts";
import { checkBinding } from "./binding-kinds.ts";

const secret = z.strictObject({
  name: z.string().min(1),
  text: z.string(),
  type: z.literal("secret_text"),
});
const bulk = z.strictObject({ secrets: z.record(z.string(), secret.nullable()) });
const patch = z.strictObject({
  env: z.record(z.string(), secret.omit({ name: true }).nullable()),
  annotations: z.record(z.string(), z.string().optional()).optional(),
});

/** Secrets by name; null deletes one. */
type Changes = Readonly<Record<string, string | null>>;

/**
 * `/accounts/{account}/workers/scripts/{script}/secrets`: each change creates a version from the
 * newest one and deploys it.
 */
export function registerSecrets(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/workers/scripts/:script`;
  const change = async (context: Context, changes: Changes) =>
    deployChanged(services, requireScript(services, context), changes, sourceOf(context));
  api.get(`${base}/secrets`, (context) => {
    const worker = requireScript(services, context);
    return ok(context, secretsOf(versionsOf(services.documents, worker).at(-1)));
  });
  api.put(`${base}/secrets`, async (context) => {
    const { name, text } = await readBody(context, secret);
    await change(context, { [name]: text });
    return ok(context, { name, type: "secret_text" });
  });
  api.get(`${base}/secrets/:name`, (context) => {
    const version = versionsOf(services.documents, requireScript(services, context)).at(-1);
    return ok(context, requireSecret(version, context.req.param("name")));
  });
  api.delete(`${base}/secrets/:name`, async (context) => {
    const version = versionsOf(services.documents, requireScript(services, context)).at(-1);
    const { name } = requireSecret(version, context.req.param("name"));
    await change(context, { [name]: null });
    return ok(context, null);
  });
  api.patch(`${base}/secrets-bulk`, async (context) => {
    const { secrets } = await readBody(context, bulk);
    await change(context, textsOf(secrets));
    const worker = requireScript(services, context);
    return ok(context, secretsOf(versionsOf(services.documents, worker).at(-1)));
  });
  registerLatest(api, services);
}

/** `wrangler versions secret`: creates a version with changed secrets and does not deploy it. */
function registerLatest(api: Hono, services: Services): void {
  const path = `/accounts/${accountId}/workers/workers/:script/versions/latest`;
  api.patch(path, async (context) => {
    const { env, annotations } = await readBody(context, patch);
    const worker = requireScript(services, context);
    const { id, number, created_on } = await changed(services, worker, textsOf(env), {
      source: sourceOf(context),
      annotations: { ...annotations, "workers/triggered_by": "secret" },
    });
    return ok(context, { id, number, created_on });
  });
}

const requireScript = (services: Services, context: Context) =>
  requireWorker(services, context.req.param("script") ?? "");

function textsOf(secrets: Readonly<Record<string, { text: string } | null>>): Changes {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, value === null ? null : value.text]),
  );
}

/**
 * Rejected while the newest version is not the one served: the change would deploy more than the
 * secret.
 */
async function deployChanged(
  services: Services,
  worker: WorkerDocument,
  changes: Changes,
  source: string,
): Promise<void> {
  const newest = versionsOf(services.documents, worker).at(-1);
  const served = deploymentsOf(services.documents, worker)[0]?.versions ?? [];
  if (newest && (served.length !== 1 || served[0]?.version_id !== newest.id)) {
    const message =
      "Secret edit failed. The latest version of this Worker is not currently deployed. Deploy it, or change secrets with versions.";
    throw new Refusal(400, { code: 10215, message });
  }
  const annotations = { "workers/triggered_by": "secret" };
  const version = await changed(services, worker, changes, { source, annotations });
  const versions = [{ version_id: version.id, percentage: 100 }];
  const wanted = { strategy: "percentage" as const, versions, annotations };
  await deploy(services, worker, wanted, source);
}

/** Creates a copy of the newest version with changed secrets. */
function changed(
  services: Services,
  worker: WorkerDocument,
  changes: Changes,
  { source, annotations }: { source: string; annotations: Record<string, string | undefined> },
): Promise<VersionDocument> {
  const newest = versionsOf(services.documents, worker).at(-1);
  if (!newest) throw new Refusal(400, { code: 10222, message: "This Worker has no version yet." });
  const { main_module, modules, compatibility_date, compatibility_flags } = newest;
  const { migrations, exports, echoed } = newest;
  return addVersion(services, worker, {
    main_module,
    modules,
    compatibility_date,
    compatibility_flags,
    ...defined({ migrations, exports }),
    bindings: withSecrets(newest.bindings, changes),
    source,
    echoed: { ...echoed, annotations },
  });
}

function withSecrets(bindings: readonly BindingDocument[], changes: Changes): BindingDocument[] {
  const taken = bindings.find(({ name, type }) => name in changes && type !== "secret_text");
  if (taken)
    throw new Refusal(400, {
      code: 10053,
      message: `Binding name '${taken.name}' already in use. Please use a different name and try again.`,
    });
  const added = Object.entries(changes).flatMap(([name, text], index) =>
    text === null ? [] : [checkBinding({ type: "secret_text", name, text } as never, index)],
  );
  return [...bindings.filter(({ name }) => !(name in changes)), ...added];
}

function secretsOf(version: VersionDocument | undefined): { name: string; type: string }[] {
  return (version?.bindings ?? []).flatMap(({ name, type }) =>
    type === "secret_text" ? [{ name, type }] : [],
  );
}

function requireSecret(version: VersionDocument | undefined, name: string) {
  const found = secretsOf(version).find((candidate) => candidate.name === name);
  if (!found) throw new Refusal(404, { code: 10056, message: `Secret ${name} not found.` });
  return found;
}
