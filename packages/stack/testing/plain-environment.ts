import { isEnvironmentVariable } from "@seaworthy/core/environment";

/** Tool settings belong to the machine, and apply in tests too. */
const kept = new Set(["SEAWORTHY_TOOLCHAIN", "NODE_COMPILE_CACHE"]);

/**
 * Removes a stack's variables, left in a shell by `eval "$(npx seaworthy env …)"`: tests create
 * their own stacks.
 */
export function forgetStack(
  environment: NodeJS.ProcessEnv = process.env,
  alsoKept: readonly string[] = [],
): void {
  for (const name of Object.keys(environment)) {
    const stays = kept.has(name) || alsoKept.includes(name);
    if (isEnvironmentVariable(name) && !stays) delete environment[name];
  }
}
