import { isEnvironmentVariable } from "@seaworthy/core/environment";

/** How tools are got and kept is the machine's affair, and holds in tests too. */
const kept = new Set(["SEAWORTHY_TOOLCHAIN", "NODE_COMPILE_CACHE"]);

/**
 * Takes a stack's variables away, which `eval "$(npx seaworthy env …)"` left in a shell: tests make
 * stacks of their own.
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
