import type { ResourceKind } from "../../../plan/resource.ts";

/** Inputs that are secret by nature, whether their provider marks them or not. */
export const secretInputs: readonly (readonly [ResourceKind, string])[] = [
  ["hyperdrive", "origin.password"],
  ["databaseRole", "password"],
  ["databaseRole", "adminPassword"],
  ["migrations", "adminPassword"],
  ["supabaseProject", "databasePassword"],
  ["aclUser", "password"],
];
