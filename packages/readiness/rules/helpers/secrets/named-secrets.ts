import { knownFormatOf } from "./known-formats.ts";
import { isPublished } from "./public-values.ts";
import { isPublicName, mayBeSecret, secretWordOf } from "./secret-names.ts";
import { secretShapeOf } from "./secret-shapes.ts";

/** What shows that a named text is a secret, without any of the text; undefined if nothing does. */
export function secretSaidBy(name: string, text: string): string | undefined {
  if (isPublished(text)) return undefined;
  if (namesSecret(name, text)) return "its name suggests a secret";
  const inside = memberOf(text) ?? pairOf(text);
  if (inside !== undefined) return `its member ${inside} suggests a secret`;
  // A vendor's secret is secret whatever its name; for random text the name decides.
  const shape = isPublicName(name) ? knownFormatOf(text) : secretShapeOf(text);
  return shape === undefined ? undefined : `looks like ${shape}`;
}

function namesSecret(name: string, text: string): boolean {
  const word = secretWordOf(name);
  return word !== undefined && mayBeSecret(word, text) && !isPublished(text);
}

/** The path to a member of a JSON text that is a secret by its name or its format. */
function memberOf(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return secretIn(JSON.parse(text), []);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function secretIn(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === "string") {
    const isSecret = namesSecret(path.at(-1) ?? "", value) || knownFormatOf(value) !== undefined;
    return isSecret ? path.join(".") || "text" : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = secretIn(inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `name=value`, as in connection strings, queries and lines of a `.env` file. */
const pair = /(?:^|[\s;&?,#])([A-Za-z][\w.-]*) *= *("[^"]*"|'[^']*'|[^\s;&,]+)/g;
/** A header on a line of its own. */
const header = /^([A-Za-z][\w-]*): +(\S+)$/gm;
/** What a program fills in: `?token={token}`. */
const filledIn = /^["']?([{<$%:*[]|null\b|undefined\b)/;

/** The name of a pair inside a text that is a secret by its name. */
function pairOf(text: string): string | undefined {
  const pairs = [pair, header].flatMap((form) => [...text.matchAll(form)]);
  return pairs.find(
    ([, name = "", value = ""]) => !filledIn.test(value) && namesSecret(name, value),
  )?.[1];
}
