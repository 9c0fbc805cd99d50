import type { Hono } from "hono";
import { z } from "zod";
import { readBody } from "../../body.ts";
import { deploymentsOf, type VersionDocument, versionsOf } from "../../documents.ts";
import { ok, page, Refusal } from "../../envelope.ts";
import { accountId } from "../../ids.ts";
import { requireWorker, type Services } from "../../services.ts";
import { shownBinding } from "../bindings/binding-kinds.ts";
import { liveExports } from "../exports.ts";
import { createVersion, type VersionUpload, versionFields } from "./version-upload.ts";

const body = z.strictObject({
  ...versionFields,
  modules: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        content_type: z.string(),
        content_base64: z.base64(),
      }),
    )
    .min(1),
});

/** Fields that the API has and the local cloud does not; named in the error. */
const refusedFields = ["assets", "containers"];

/** `/accounts/{account}/workers/workers/{worker}/versions`: JSON uploads with inline modules. */
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
}

async function readVersion(context: Parameters<typeof readBody>[0]): Promise<VersionUpload> {
  const raw = await readBody(context, z.looseObject({}));
  const refused = refusedFields.filter((field) => raw[field] !== undefined);
  if (refused.length > 0) {
    throw new Refusal(501, {
      code: 10021,
      message: `Worker versions with ${refused.join(", ")} are not implemented by the local cloud.`,
      pointer: `/${refused[0]}`,
    });
  }
  const { modules, ...fields } = await readBody(context, body);
  const decoded = modules.map(({ content_base64, ...module }) => ({
    ...module,
    content: Buffer.from(content_base64, "base64"),
  }));
  return { fields, modules: decoded };
}

export function requireVersion(services: Services, worker: string, id: string): VersionDocument {
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
    source: version.source ?? "api",
    usage_model: echoed.usage_model ?? "standard",
    ...(version.migrations?.new_tag === undefined
      ? {}
      : { migration_tag: version.migrations.new_tag }),
    urls: [],
    bindings: bindings.map(shownBinding),
    ...(withModules ? { modules: withContent } : {}),
  };
}
