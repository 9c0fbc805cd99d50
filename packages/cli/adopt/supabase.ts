import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { kebab, type LeftOut, type LiveObject } from "./live-object.ts";

const projectSchema = z.object({ name: z.string() });
const keys = z.array(z.object({ id: z.string().nullish(), name: z.string(), type: z.string() }));

/** A project's settings, pooler and secret API keys; its schema is not touched. */
export async function supabaseObjects(
  client: VendorClient,
  ref: string,
): Promise<{ readonly objects: readonly LiveObject[]; readonly leftOut: readonly LeftOut[] }> {
  const path = `/v1/projects/${encodeURIComponent(ref)}`;
  const { name } = projectSchema.parse((await client.request("GET", path)).body);
  const all = keys.parse((await client.request("GET", `${path}/api-keys`)).body);
  return {
    objects: [
      { type: "supabase:index/settings:Settings", name: "project-settings", importId: ref },
      { type: "seaworthy:supabase:Pooler", name: "project-pooler", importId: ref },
      ...all
        .filter(({ type, id }) => type === "secret" && id != null)
        .map((key) => ({
          type: "supabase:index/apikey:Apikey",
          name: kebab("api-key", key.name),
          importId: `${ref}/${String(key.id)}`,
        })),
    ],
    leftOut: [
      { what: `project ${name}`, why: "Supabase does not tell its password; the program names it" },
      { what: "schema public", why: "it is kept as it is; migrations begin after it" },
    ],
  };
}
