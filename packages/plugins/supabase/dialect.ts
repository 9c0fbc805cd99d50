import type { Dialect } from "../engine/api.ts";

/**
 * Supabase's Management API responds with the object itself and does not paginate the lists used
 * here.
 */
export const supabaseDialect: Dialect = {
  vendor: "Supabase",
  unwrap: (body) => body,
  nextPage: () => undefined,
};
