import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { z } from "zod";
import type { Rotator } from "../rotator.ts";

const keysSchema = z.array(z.object({ api_key: z.string().nullish() }));

/** A second secret API key. Which ones are valid is what the Management API says. */
export const supabaseKey: Rotator = {
  name: "supabase-key",
  consumers: ["programs of the team (stack output supabaseSecretKey)"],
  acceptedBy: "vendor",
  present: (state, slot) => String(state.resource(`database-key-${slot}`).outputs.apiKey),
  accepts: async ({ state, environment }, value) => {
    const path = `/v1/projects/${state.output("supabaseProjectRef")}/api-keys?reveal=true`;
    const { body } = await createBackend({}, environment).supabase().request("GET", path);
    return keysSchema.parse(body).some(({ api_key }) => api_key === value);
  },
};
