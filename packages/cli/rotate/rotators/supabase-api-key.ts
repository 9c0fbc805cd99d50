import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { z } from "zod";
import type { Rotator } from "./rotator.ts";

const keysSchema = z.array(z.object({ api_key: z.string().nullish() }));

export interface SupabaseKeys {
  readonly projectRef: string;
  /** URNs. */
  readonly keys: Readonly<Record<"a" | "b", string>>;
}

/** A second secret API key. The Management API reports which ones are valid. */
export const supabaseApiKey = (name: string, { projectRef, keys }: SupabaseKeys): Rotator => ({
  name,
  standbyIsAlive: true,
  acceptedBy: "vendor",
  present: (state, slot) => String(state.resource(keys[slot]).outputs.apiKey),
  accepts: async ({ environment }, value) => {
    const path = `/v1/projects/${projectRef}/api-keys?reveal=true`;
    const { body } = await createBackend({}, environment).supabase().request("GET", path);
    return keysSchema.parse(body).some(({ api_key }) => api_key === value);
  },
});
