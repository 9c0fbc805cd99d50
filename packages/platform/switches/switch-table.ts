import type { Module } from "../modules/define-module.ts";

/** Every switch of the app by its full name, such as `insights.research`, with its description. */
export function switchesOf(modules: readonly Module[]): ReadonlyMap<string, string> {
  return new Map(
    modules.flatMap(({ name, switches = {} }) =>
      Object.entries(switches).map(
        ([own, description]) => [`${name}.${own}`, description] as const,
      ),
    ),
  );
}

/** Errors in a module's switches, one per line. */
export function switchMistakesIn({ switches = {} }: Module): string[] {
  return Object.keys(switches)
    .filter((name) => !/^[a-z][a-z0-9-]{0,40}$/.test(name))
    .map((name) => `"${name}" is no name of a switch, such as research`);
}
