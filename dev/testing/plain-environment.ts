import { isEnvironmentVariable } from "@seaworthy/core/environment";

/** How tools are got and kept is the machine's affair, and holds in tests too. */
const kept = new Set(["SEAWORTHY_TOOLCHAIN", "NODE_COMPILE_CACHE"]);

/**
 * Takes a stack's variables away, which `eval "$(npx seaworthy env …)"` left in a shell: tests make
 * stacks of their own.
 */
export function forgetStack(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment))
    if (isEnvironmentVariable(name) && !kept.has(name)) delete environment[name];
}
