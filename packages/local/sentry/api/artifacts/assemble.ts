import { messageOf } from "@seaworthy/core/errors";
import type { Hono } from "hono";
import { z } from "zod";
import type { Project } from "../../ingest/model.ts";
import { problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import type { SentryServices } from "../services.ts";
import { readBundle } from "./bundle.ts";
import { sha1, uploadLimits } from "./chunk-upload.ts";
import type { Chunks } from "./chunks.ts";

const checksum = z.string().regex(/^[0-9a-f]{40}$/);
const assembleBody = z.strictObject({
  checksum,
  chunks: z.array(checksum).max(Math.ceil(uploadLimits.fileBytes / 1024)),
  projects: z.array(z.string()).min(1, "You need to specify at least one project"),
  version: z.string().max(200).nullish(),
  dist: z.string().max(64).nullish(),
});

/**
 * Assembles uploaded chunks into an artifact bundle. Sentry does so asynchronously and is polled;
 * here it is done when the call returns.
 */
export function addAssembleRoutes(app: Hono, services: SentryServices, chunks: Chunks): void {
  /** Results of this run: Sentry answers from them for a while, without the chunks. */
  const assembled = new Map<string, Assembled>();

  app.post("/api/0/organizations/:org/artifactbundle/assemble/", async (context) => {
    const body = await parseBody(context, assembleBody);
    const projects = body.projects.map((name) => projectOf(services, name));
    const missing = body.chunks.filter((each) => chunks.get(each) === undefined);
    const known = assembled.get(body.checksum);
    const key = keyOf(body, projects);
    const before = assembled.get(key);
    if (before?.state === "ok") return context.json({ ...before, missingChunks: [] });
    if (body.chunks.length === 0)
      return context.json({ ...(known ?? { state: "not_found" }), missingChunks: [] });
    if (missing.length > 0) return context.json({ state: "not_found", missingChunks: missing });
    const result = assemble(services, projects, body, chunks);
    if (result.state === "ok" && body.version)
      for (const { id } of projects)
        services.events.releases.declare(id, body.version, Date.parse(services.state.now()));
    assembled.set(body.checksum, result);
    assembled.set(key, result);
    for (const each of body.chunks) chunks.delete(each);
    return context.json({ ...result, missingChunks: [] });
  });
}

const keyOf = (
  { checksum, version, dist }: z.output<typeof assembleBody>,
  projects: readonly Project[],
): string => JSON.stringify([checksum, projects.map(({ id }) => id), version, dist]);

interface Assembled {
  readonly state: "ok" | "error";
  readonly detail: string | null;
}

function assemble(
  { events }: SentryServices,
  projects: readonly Project[],
  body: z.output<typeof assembleBody>,
  chunks: Chunks,
): Assembled {
  const failed = (detail: string) => ({ state: "error", detail }) as const;
  const content = Buffer.concat(body.chunks.map((each) => chunks.get(each) ?? new Uint8Array()));
  if (content.length > uploadLimits.fileBytes) return failed("File is too large");
  if (sha1(content) !== body.checksum) return failed("Reported checksum mismatch");
  try {
    const files = readBundle(content);
    events.transaction(() => {
      for (const { id: projectId } of projects)
        for (const file of files) events.artifacts.add({ ...file, projectId });
    });
    return { state: "ok", detail: null };
  } catch (thrown) {
    return failed(messageOf(thrown));
  }
}

function projectOf({ state }: SentryServices, name: string): Project {
  const project = state.all("project").find(({ id, slug }) => id === name || slug === name);
  if (!project) throw problem(400, { error: "One or more projects are invalid" });
  return project;
}
