import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { unzipSync } from "fflate";
import { z } from "zod";
import { parseBoundedJson } from "../../../kernel/bounds/bounded-json.ts";
import type { Artifact } from "../../ingest/store/artifacts.ts";

const manifestSchema = z.looseObject({
  files: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      url: z.string().default(""),
      headers: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

const limits = { files: 10_000, bytes: 200 * 1024 * 1024 };
const kept = z.enum(["minified_source", "source_map"]);

/**
 * The files of an artifact bundle that have a debug id. A bundle is a zip whose `manifest.json`
 * describes each file. Throws INPUT_INVALID for anything else.
 */
export function readBundle(content: Uint8Array): Omit<Artifact, "projectId">[] {
  const files = unzip(content);
  const text = files["manifest.json"];
  if (!text) throw malformed("it has no manifest.json");
  const manifest = manifestSchema.safeParse(parseBoundedJson(Buffer.from(text).toString("utf8")));
  if (!manifest.success) throw malformed("its manifest.json has another shape");
  return Object.entries(manifest.data.files).flatMap(([path, { type, url, headers }]) => {
    const content = files[path];
    if (!content) throw malformed(`${path} is in its manifest alone`);
    const debugId = Object.entries(headers).find(
      ([name]) => name.toLowerCase() === "debug-id",
    )?.[1];
    const artifactType = kept.safeParse(type);
    return debugId === undefined || !artifactType.success
      ? []
      : [{ debugId: debugId.toLowerCase(), type: artifactType.data, url, content }];
  });
}

function unzip(content: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const total = { files: 0, bytes: 0 };
  try {
    return unzipSync(content, {
      filter: ({ originalSize }) => {
        total.files += 1;
        total.bytes += originalSize;
        if (total.files > limits.files || total.bytes > limits.bytes)
          throw malformed("it expands to more than the local cloud takes");
        return true;
      },
    });
  } catch (cause) {
    throw cause instanceof SeaworthyError ? cause : malformed(messageOf(cause), cause);
  }
}

function malformed(reason: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError("INPUT_INVALID", `Invalid artifact bundle: ${reason}.`, { cause });
}
