import type { Dialect } from "../engine/api.ts";

/**
 * Supabase's Management API answers with the object itself and has no pages where this plugin
 * lists.
 */
export const supabaseDialect: Dialect = {
  vendor: "Supabase",
  unwrap: (body) => body,
  nextPage: () => undefined,
};
