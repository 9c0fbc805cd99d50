import type { Command as Described, RootCommand } from "@bomb.sh/tab";
import type { Command } from "commander";

interface Sources {
  /** The possible names for `<stack>`. */
  stacks(): readonly string[];
}

/** Describes all visible commands to the completion, with options and arguments. */
export function describeCommands(
  root: RootCommand,
  command: Command,
  sources: Sources,
  path: readonly string[] = [],
): void {
  for (const child of command.createHelp().visibleCommands(command)) {
    const names = [...path, child.name()];
    describe(root.command(names.join(" "), child.description()), child, sources);
    describeCommands(root, child, sources, names);
  }
}

function describe(described: Described, command: Command, { stacks }: Sources): void {
  for (const { long, short, description, required, optional } of command.options) {
    const name = long?.replace(/^--/, "");
    if (name === undefined) continue;
    const alias = short?.replace(/^-/, "");
    if (required || optional) described.option(name, description, () => undefined, alias);
    else if (alias === undefined) described.option(name, description);
    else described.option(name, description, alias);
  }
  for (const argument of command.registeredArguments) {
    const values = argument.name() === "stack" ? stacks : () => argument.argChoices ?? [];
    described.argument(
      argument.name(),
      (complete) => {
        for (const value of values()) complete(value, "");
      },
      argument.variadic,
    );
  }
}
