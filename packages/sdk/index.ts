/** TypeScript classes for the resources of Seaworthy's own Pulumi plugin. */
export { Credential, type CredentialArgs } from "./credential.ts";
export { type DatabaseAccessArgs, DatabaseRole, type DatabaseRoleArgs } from "./database-role.ts";
export { Migrations, type MigrationsArgs } from "./migrations.ts";
export * as supabase from "./supabase.ts";
export * as upstash from "./upstash.ts";
