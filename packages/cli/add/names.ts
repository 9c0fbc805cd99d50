import { SeaworthyError } from "@seaworthy/core/errors";

/** The forms of a module's name used in its files. */
export interface ModuleNames {
  /** `notes`: folder, table, and the constant of `module.ts`. */
  readonly name: string;
  /** `Notes`. */
  readonly Name: string;
  /** `note`: one of its rows. */
  readonly item: string;
  readonly Item: string;
  /** Below /rest. */
  readonly path: string;
  /** In prose. */
  readonly words: string;
  readonly Words: string;
}

/** Reserved words of JavaScript and PostgreSQL, unusable as names of constants or tables. */
const reserved = new Set(
  "all analyse analyze and any array as asc asymmetric authorization await both break case cast catch check class collate column const constraint continue create debugger default deferrable delete desc distinct do else end enum except export extends false fetch finally for foreign from function grant group having if import in initially instanceof intersect interface into lateral leading let limit new not null offset on only or order package placing primary private protected public references return returning select some static super switch symmetric table then this throw to trailing true try typeof union unique user using var void when where while window with yield".split(
    " ",
  ),
);

/** Throws USAGE for a name that does not work as folder, table and constant. */
export function moduleNames(name: string, item = singular(name)): ModuleNames {
  for (const [what, text] of [
    ["A module's name", name],
    ["--item", item],
  ] as const)
    if (!/^[a-z][a-z0-9]{1,39}$/.test(text) || reserved.has(text))
      throw new SeaworthyError(
        "USAGE",
        `${what} is lower-case letters and digits, begins with a letter and is no word of SQL or TypeScript: not ${text}. Nothing was written.`,
      );
  if (item === name)
    throw new SeaworthyError(
      "USAGE",
      `What is one of the ${name} called? Type it with --item, e.g. --item ${name}row. Nothing was written.`,
    );
  const [Name, Item] = [capital(name), capital(item)];
  return { name, Name, item, Item, path: name, words: name, Words: Name };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|us|is|news)$/.test(name)) return name;
  if (/(ch|sh|x|ss|z)es$/.test(name)) return name.slice(0, -2);
  return name.endsWith("s") ? name.slice(0, -1) : name;
}

/** `add-owner` for a file or an entry. Throws USAGE. */
export function kebabName(what: string, name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 60) return name;
  throw new SeaworthyError(
    "USAGE",
    `${what} is lower-case words with hyphens between them, such as add-owner: not ${name}. Nothing was written.`,
  );
}

/** `edgeOwnName` from `edge-own-name`. */
export const camelCase = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
