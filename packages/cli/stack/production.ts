import { findProject } from "@seaworthy/core/project";
import type { Stack } from "../project.ts";
import { environmentIn } from "../pulumi/stack-file.ts";

/** A stack without a declared environment is treated as production. */
export function isProduction({ name }: Stack): boolean {
  const environment = environmentIn(findProject().stackFile(name)) ?? "prod";
  return environment === "prod" || environment === "production";
}
