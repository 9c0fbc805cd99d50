import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@seaworthy/core/errors";
import { readJsonFile, writeJsonFile } from "@seaworthy/core/json-file";
import { debugIdOf } from "@seaworthy/platform/bundle/debug-id";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { z } from "zod";
import { artifactBundle } from "./artifact-bundle.ts";
import { type BundleParts, bundlePartsSchema, uploadBundle } from "./upload.ts";

/** The Worker's main module in stack traces. */
const moduleName = "index.js";

const uploadedSchema = z.object({ debugId: z.string(), parts: bundlePartsSchema });
const uploadedFile = (file: string) => `${file}.uploaded.json`;

/** The parts of the last upload, when it was of the same code. */
function readUploaded(file: string, debugId: string): BundleParts | undefined {
  const remedy = "Delete it: the next up then compresses the source map again.";
  const uploaded = readJsonFile(uploadedFile(file), uploadedSchema, remedy);
  return uploaded?.debugId === debugId ? uploaded.parts : undefined;
}

/**
 * Uploads the source map of a stack's deployed code, so that Sentry's issues show source lines. A
 * failure is only reported: the deployment is done.
 */
export async function uploadSourceMaps(
  manifest: Manifest | undefined,
  root: string,
  { baseUrl, token }: { readonly baseUrl: string; readonly token: string | undefined },
): Promise<string> {
  const file = manifest?.worker.bundle && join(root, manifest.worker.bundle);
  if (!manifest || !file || !existsSync(`${file}.map`))
    return "No source map of the deployed code was found, so Sentry's issues refer to bundled lines.";
  if (!token) return "Source maps were not uploaded: SENTRY_AUTH_TOKEN is not set.";
  const code = readFileSync(file);
  const debugId = debugIdOf(code.toString("utf8"));
  if (debugId === undefined) return "Source maps were not uploaded: the code has no debug ID.";
  const { organization, project } = manifest.sentry;
  const load = () =>
    artifactBundle({ name: moduleName, debugId, code, sourceMap: readFileSync(`${file}.map`) });
  try {
    const known = readUploaded(file, debugId);
    const parts = await uploadBundle({ baseUrl, token, organization, project }, load, known);
    if (parts !== known) writeJsonFile(uploadedFile(file), { debugId, parts });
    return "Source maps uploaded to Sentry.";
  } catch (thrown) {
    return `${messageOf(thrown)} The deployment succeeded; run this command again to upload them.`;
  }
}
