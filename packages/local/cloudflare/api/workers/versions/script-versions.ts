import { createHash } from "node:crypto";
import { defined } from "@seaworthy/core/defined";
import type { Hono } from "hono";
import { type VersionDocument, versionsOf } from "../../documents.ts";
import { ok, page } from "../../envelope.ts";
import { accountId, authorEmail, userId } from "../../ids.ts";
import { requireWorker, type Services } from "../../services.ts";
import { shownBinding } from "../bindings/binding-kinds.ts";
import { readUploadForm } from "./upload-form.ts";
import { createVersion } from "./version-upload.ts";
import { requireVersion } from "./versions.ts";

/** `…/workers/scripts/{script}/versions`: multipart uploads, as wrangler sends them. */
export function registerScriptVersions(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/workers/scripts/:script/versions`;
  api.post(base, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const { version } = await readUploadForm(context);
    return ok(context, shownInFull(await createVersion(services, worker, version)));
  });
  api.get(base, (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const versions = versionsOf(services.documents, worker).reverse().map(shownInFull);
    return page(context, versions, (items) => ({ items }));
  });
  api.get(`${base}/:version`, (context) => {
    const { script, version } = context.req.param();
    return ok(context, shownInFull(requireVersion(services, script, version)));
  });
}

/** Depends only on the content: versions with the same modules have the same ETag. */
export function etagOf(version: VersionDocument): string {
  const hashes = version.modules.map(({ name, sha256 }) => [name, sha256]);
  return createHash("sha256").update(JSON.stringify(hashes)).digest("hex");
}

function shown(version: VersionDocument): Record<string, unknown> {
  const { id, number, created_on, echoed } = version;
  return {
    id,
    number,
    metadata: {
      created_on,
      modified_on: created_on,
      source: version.source ?? "api",
      author_id: userId,
      author_email: authorEmail,
      has_preview: false,
    },
    ...defined({ annotations: echoed.annotations }),
  };
}

function shownInFull(version: VersionDocument): Record<string, unknown> {
  return {
    ...shown(version),
    startup_time_ms: version.startup_time_ms,
    resources: {
      script: {
        etag: etagOf(version),
        handlers: ["fetch"],
        last_deployed_from: version.source ?? "api",
      },
      script_runtime: {
        compatibility_date: version.compatibility_date,
        compatibility_flags: version.compatibility_flags,
        usage_model: version.echoed.usage_model ?? "standard",
        ...(version.migrations?.new_tag ? { migration_tag: version.migrations.new_tag } : {}),
      },
      bindings: version.bindings.map(shownBinding),
    },
  };
}
