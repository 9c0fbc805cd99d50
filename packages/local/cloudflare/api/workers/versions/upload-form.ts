import type { Context } from "hono";
import { z } from "zod";
import { parseBody } from "../../body.ts";
import { Refusal } from "../../envelope.ts";
import { scriptSettingsFields } from "../workers.ts";
import { type UploadedModule, type VersionUpload, versionFields } from "./version-upload.ts";

/** Script settings that an upload may include. */
const scriptFields = z.strictObject(scriptSettingsFields);

const metadata = z.strictObject({
  ...versionFields,
  ...scriptSettingsFields,
  keep_bindings: z.array(z.string()).optional(),
});

/** Upload fields that Cloudflare has and the local cloud does not; named in the error. */
const refusedFields = ["assets", "keep_assets", "body_part", "containers", "capnp_schema"];

/** As at Cloudflare, secrets are kept when an upload does not mention them. */
const keptWhenUnsaid = ["secret_text", "secret_key"];

export interface ScriptUpload {
  readonly version: VersionUpload;
  readonly settings: z.output<typeof scriptFields>;
}

/** A multipart upload: a part named `metadata`, and one part per module. */
export async function readUploadForm(context: Context): Promise<ScriptUpload> {
  const form = await readForm(context);
  const described = form.get("metadata");
  if (described === null) throw malformed("The part metadata is missing.");
  const text = typeof described === "string" ? described : await described.text();
  const raw = parseBody(text, z.looseObject({}));
  refuseByName(raw);
  const { keep_bindings = keptWhenUnsaid, ...fields } = parseBody(text, metadata);
  const settingNames = Object.keys(scriptSettingsFields);
  const [settings, version] = split(fields, settingNames);
  return {
    settings: scriptFields.parse(settings),
    version: {
      fields: version as VersionUpload["fields"],
      modules: await modulesOf(form),
      keepBindings: keep_bindings,
      source: sourceOf(context),
    },
  };
}

/** The client, from its User-Agent. */
export function sourceOf(context: Context): string {
  return context.req.header("user-agent")?.startsWith("wrangler/") ? "wrangler" : "api";
}

async function readForm(context: Context): Promise<FormData> {
  const type = context.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/form-data"))
    throw malformed("Content-Type must be multipart/form-data.");
  try {
    return await context.req.formData();
  } catch {
    throw malformed("Could not parse the multipart body.");
  }
}

/** Modules are named by their part; clients that name all parts `files` send file names. */
async function modulesOf(form: FormData): Promise<UploadedModule[]> {
  const files = [...form].flatMap(([part, value]) =>
    part === "metadata" || typeof value === "string" ? [] : [{ part, file: value }],
  );
  return Promise.all(
    files.map(async ({ part, file }) => ({
      name: /^files(\[.*\])?$/.test(part) ? file.name : part,
      content_type: file.type.replace(/;.*$/, ""),
      content: Buffer.from(await file.arrayBuffer()),
    })),
  );
}

function refuseByName(raw: Record<string, unknown>): void {
  const refused = refusedFields.filter((field) => raw[field] !== undefined);
  if (refused.length === 0) return;
  throw new Refusal(501, {
    code: 10021,
    message: `Uploads with ${refused.join(", ")} are not implemented by the local cloud.`,
    pointer: `/metadata/${refused[0]}`,
  });
}

function split(
  all: Readonly<Record<string, unknown>>,
  names: readonly string[],
): [Record<string, unknown>, Record<string, unknown>] {
  const parts = Object.groupBy(Object.entries(all), ([name]) =>
    names.includes(name) ? "named" : "others",
  );
  return [Object.fromEntries(parts.named ?? []), Object.fromEntries(parts.others ?? [])];
}

function malformed(message: string): Refusal {
  return new Refusal(400, { code: 10021, message });
}
