import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { kebabName } from "./names.ts";
import { applyChange, readTable } from "./write-files.ts";

export interface SecretOptions {
  readonly purpose: string;
  readonly binding?: string;
  /** Where an operator creates it; if absent, the stack generates the values. */
  readonly madeAt?: string;
}

const end = /\n\] as const satisfies readonly Secret</;

/** Adds an entry to the table of secrets; returns a line per file. */
export function addSecret(project: Project, name: string, options: SecretOptions): string[] {
  const { root, tables } = project;
  kebabName("A secret's name", name);
  const text = readTable(root, tables.secrets);
  const found = end.exec(text);
  if (found === null)
    throw new SeaworthyError(
      "USAGE",
      'The table of secrets does not end with "] as const satisfies readonly Secret<…": add the entry by hand. Nothing was written.',
    );
  const { binding = name.replaceAll("-", "_").toUpperCase(), purpose, madeAt } = options;
  requireFree(text, name, binding);
  const entry = entryText({ name, binding, purpose, madeAt });
  const edited = `${text.slice(0, found.index)}\n${entry}${text.slice(found.index)}`;
  return applyChange(root, { created: {}, edited: { [tables.secrets]: edited } });
}

function requireFree(text: string, name: string, binding: string): void {
  if (!/^[A-Z][A-Z0-9_]{1,59}$/.test(binding))
    throw new SeaworthyError(
      "USAGE",
      `--binding is capitals, digits and underscores, not ${binding}. Nothing was written.`,
    );
  const isTaken = text.includes(`name: "${name}"`) || text.includes(`binding: "${binding}"`);
  if (isTaken)
    throw new SeaworthyError(
      "USAGE",
      `There is a secret ${name} or a binding ${binding} already. Nothing was written.`,
    );
}

interface Entry {
  readonly name: string;
  readonly binding: string;
  readonly purpose: string;
  readonly madeAt: string | undefined;
}

function entryText({ name, binding, purpose, madeAt }: Entry): string {
  const kind =
    madeAt === undefined
      ? ["    kind: workerKey({ bytes: 48 }),"]
      : [
          "    kind: sharedKey({",
          `      madeAt: ${JSON.stringify(madeAt)},`,
          '      form: "[!-:<-~]{16,512}",',
          '      formText: "16 characters or more",',
          '      gap: "none: the Worker has both values until the other side uses the new one.",',
          "    }),",
        ];
  return [
    "  defineSecret({",
    `    name: ${JSON.stringify(name)},`,
    `    purpose: ${JSON.stringify(purpose)},`,
    `    binding: ${JSON.stringify(binding)},`,
    '    consumers: ["the Worker"],',
    ...kind,
    "  }),",
  ].join("\n");
}
