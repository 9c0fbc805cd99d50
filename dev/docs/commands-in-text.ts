import type { Command } from "commander";

const typed = /npx (?:--no-install )?seaworthy((?: (?:"[^"\n]*"|'[^'\n]*'|[^\s`|&;)(]+))*)/g;

/** The words after `npx seaworthy`, wherever a page mentions it, without quotes. */
export function commandsIn(text: string): string[][] {
  return [...text.matchAll(typed)].flatMap(([, rest = ""]) => {
    const words = [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? "",
    );
    const end = words.findIndex((word) => /^(#|…|>)/.test(word));
    return [end < 0 ? words : words.slice(0, end)].filter((all) => all.length > 0);
  });
}

/** What is wrong with a command line, without running it; undefined if it parses. */
export function mistakeIn(program: Command, words: readonly string[]): string | undefined {
  const line = `seaworthy ${words.join(" ")}`;
  let command = program;
  let rest = [...words];
  for (;;) {
    const next = command.commands.find((child) => child.name() === rest[0]);
    if (next === undefined) break;
    [command, rest] = [next, rest.slice(1)];
  }
  if (rest[0]?.startsWith("-") === true && /^--(help|version)$/.test(rest[0])) return undefined;
  if (command.commands.length > 0)
    return /^<.*>$/.test(rest[0] ?? "<>") ? undefined : `${line}: no such command`;
  if (rest.length === 0) return undefined; // prose that names the command
  const { operands, unknown } = command.parseOptions(rest);
  const [option] = unknown.filter((word) => word.startsWith("-"));
  if (option !== undefined && !["--help", "-h"].includes(option))
    return `${line}: no option ${option}`;
  const missing = command.registeredArguments.filter(({ required }) => required)[operands.length];
  return missing === undefined ? undefined : `${line}: <${missing.name()}> is missing`;
}
