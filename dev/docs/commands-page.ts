import { createProgram } from "@seaworthy/cli/main";
import type { Command } from "commander";

/** docs/start/commands.md: every command as its help describes it. */
export function renderCommands(notice: string): string {
  return [
    `${notice}# Commands`,
    "",
    "`npx seaworthy <command> --help` says the same. Exit codes: 0 done, 1 failed, 2 used wrongly.",
    "",
    ...visible(createProgram()).map((command) => section(command, [])),
  ].join("\n");
}

function section(command: Command, path: readonly string[]): string {
  const names = [...path, command.name()];
  const children = visible(command);
  if (children.length > 0)
    return [
      `## ${names.join(" ")}`,
      "",
      command.description(),
      "",
      ...children.map((child) => section(child, names)),
    ].join("\n");
  const level = path.length === 0 ? "##" : "###";
  const title = [`${level} ${names.join(" ")}`, "", command.description(), ""];
  const usage = ["```", `npx seaworthy ${names.join(" ")}${operands(command)}`, "```", ""];
  return [...title, ...usage, ...table(command)].join("\n");
}

const visible = (command: Command): readonly Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== "help");

const operands = (command: Command): string =>
  command.registeredArguments
    .map((argument) => {
      const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
      return argument.required ? ` <${name}>` : ` [${name}]`;
    })
    .join("");

function table(command: Command): string[] {
  const rows = [
    ...command.registeredArguments.map((one) => [one.name(), one.description] as const),
    ...command.options.map(
      ({ flags, description, defaultValue }) =>
        [flags, `${description}${shownDefault(defaultValue)}`] as const,
    ),
  ];
  if (rows.length === 0) return [];
  const lines = rows.map(([name, what]) => `| \`${name}\` | ${what.replaceAll("|", "\\|")} |`);
  return ["| | |", "|---|---|", ...lines, ""];
}

const shownDefault = (value: unknown): string =>
  value === undefined || typeof value === "boolean" ? "" : ` (default: ${String(value)})`;
