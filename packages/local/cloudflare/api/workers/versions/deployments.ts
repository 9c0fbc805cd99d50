import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../../kernel/clock.ts";
import { readBody } from "../../body.ts";
import {
  type DeploymentDocument,
  deploymentsOf,
  type VersionDocument,
  type WorkerDocument,
} from "../../documents.ts";
import { ok, page, Refusal } from "../../envelope.ts";
import { accountId, authorEmail, newUuid } from "../../ids.ts";
import { removeStorage, requireWorker, type Services } from "../../services.ts";
import { classesAfter } from "../exports.ts";
import type { Migrated } from "./migrations.ts";
import { sourceOf } from "./upload-form.ts";

const body = z.strictObject({
  strategy: z.literal("percentage"),
  versions: z
    .array(z.strictObject({ version_id: z.string(), percentage: z.number().min(0.01).max(100) }))
    .min(1)
    .max(2),
  annotations: z
    .strictObject({
      "workers/message": z.string().optional(),
      "workers/triggered_by": z.string().optional(),
    })
    .optional(),
  force: z.boolean().optional(),
});

/** `/accounts/{account}/workers/scripts/{script}/deployments`: the newest one is served. */
export function registerDeployments(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/workers/scripts/:script/deployments`;
  api.post(base, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    return ok(
      context,
      shown(await deploy(services, worker, await readBody(context, body), sourceOf(context))),
    );
  });
  api.get(base, (context) => {
    const deployments = deploymentsOf(
      services.documents,
      requireWorker(services, context.req.param("script")),
    ).slice(0, 10);
    return page(context, deployments.map(shown), (items) => ({ deployments: items }));
  });
  api.get(`${base}/:deployment`, (context) => {
    return ok(
      context,
      shown(
        requireDeployment(services, context.req.param("script"), context.req.param("deployment")),
      ),
    );
  });
  api.delete(`${base}/:deployment`, (context) => {
    const found = requireDeployment(
      services,
      context.req.param("script"),
      context.req.param("deployment"),
    );
    const newest = deploymentsOf(
      services.documents,
      requireWorker(services, context.req.param("script")),
    )[0];
    if (newest?.id === found.id)
      throw new Refusal(400, {
        code: 10224,
        message: "The active deployment cannot be deleted. Deploy another version first.",
      });
    services.documents.deployments.delete(found.id);
    return ok(context, null);
  });
}

/**
 * Applies the versions' migrations and serves the versions. If they fail to load, nothing changes.
 */
export async function deploy(
  services: Services,
  worker: WorkerDocument,
  wanted: z.output<typeof body>,
  source = "api",
): Promise<DeploymentDocument> {
  const { documents } = services;
  const migrated = checkVersions(services, worker, wanted);
  const now = isoTime(services.clock);
  const { force: _force, annotations, ...rest } = wanted;
  const deployment: DeploymentDocument = {
    ...rest,
    id: newUuid(),
    worker_id: worker.id,
    created_on: now,
    source,
    author_email: authorEmail,
    ...(annotations ? { annotations: annotations as Record<string, string> } : {}),
  };
  documents.transaction(() => {
    documents.workers.put(worker.id, { ...worker, ...migrated, deployed_on: now, updated_on: now });
    documents.deployments.put(deployment.id, deployment);
  });
  try {
    await services.sync();
    await removeStorage(services, worker.namespaces, migrated.namespaces);
    return deployment;
  } catch (cause) {
    documents.transaction(() => {
      documents.workers.put(worker.id, worker);
      documents.deployments.delete(deployment.id);
    });
    await services.sync();
    throw new Refusal(400, {
      code: 10021,
      message: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

function checkVersions(
  services: Services,
  worker: WorkerDocument,
  wanted: z.output<typeof body>,
): ReturnType<typeof classesAfter> {
  const total = wanted.versions.reduce((sum, { percentage }) => sum + percentage, 0);
  if (Math.abs(total - 100) > 0.001) {
    throw new Refusal(400, {
      code: 10225,
      message: `The percentages of a deployment must add up to 100, and these add up to ${total}.`,
      pointer: "/versions",
    });
  }
  const versions = wanted.versions.map(({ version_id }, index) => {
    const version = services.documents.versions.get(version_id);
    if (version?.worker_id === worker.id) return version;
    throw new Refusal(400, {
      code: 10222,
      message: `This Worker has no version ${version_id}.`,
      pointer: `/versions/${index}/version_id`,
    });
  });
  const pending = versions.filter((version) => classesAfter(worker, version) !== worker);
  if (pending.length > 0 && versions.length > 1) {
    throw new Refusal(400, {
      code: 10226,
      message:
        "A version with a Durable Object migration that is not applied yet can only be deployed at 100 %.",
    });
  }
  return pending[0] === undefined
    ? worker
    : asPlanned(worker, classesAfter(worker, pending[0]), pending[0]);
}

/**
 * New classes keep the ids with which the version was loaded, so that the process that loaded it
 * can also serve it.
 */
function asPlanned(
  worker: WorkerDocument,
  after: Migrated,
  { planned_namespaces: planned }: VersionDocument,
): Migrated {
  const known = new Set(worker.namespaces.map(({ id }) => id));
  const namespaces = after.namespaces.map((namespace) => {
    const plan = planned.find(
      (candidate) => candidate.class === namespace.class && !known.has(candidate.id),
    );
    return plan && !known.has(namespace.id) ? { ...namespace, id: plan.id } : namespace;
  });
  return { ...after, namespaces };
}

function requireDeployment(services: Services, script: string, id: string): DeploymentDocument {
  const deployment = services.documents.deployments.get(id);
  if (deployment?.worker_id !== requireWorker(services, script).id)
    throw new Refusal(404, { code: 10227, message: "This deployment does not exist." });
  return deployment;
}

function shown(deployment: DeploymentDocument): Record<string, unknown> {
  const { worker_id: _worker, ...visible } = deployment;
  return visible;
}
