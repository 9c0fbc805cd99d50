import { poolerShape } from "@seaworthy/plugins/seaworthy/shapes/pooler";
import { type ArgsOf, resourceClass } from "./resource.ts";

/**
 * The connection pooler of a Supabase project. The community provider never sends
 * `Settings.pooler`; this resource does.
 *
 * ```ts
 * new supabase.Pooler("pooler", {
 *   projectRef: project.id, poolMode: "transaction", defaultPoolSize: 60,
 * });
 * ```
 */
export class Pooler extends resourceClass("seaworthy:supabase:Pooler", poolerShape) {}

export type PoolerArgs = ArgsOf<typeof poolerShape>;
