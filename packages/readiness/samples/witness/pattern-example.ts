/**
 * A text that matches a regular expression, for the syntax common in rules: groups, alternatives,
 * classes, quantifiers. It is only tried, so a wrong guess causes no wrong result.
 */
export function exampleOfPattern(pattern: string): string {
  const reader = { rest: pattern };
  return alternatives(reader);
}

interface Reader {
  rest: string;
}

const take = (reader: Reader, length: number): string => {
  const taken = reader.rest.slice(0, length);
  reader.rest = reader.rest.slice(length);
  return taken;
};

function alternatives(reader: Reader): string {
  const first = sequence(reader);
  while (reader.rest.startsWith("|")) {
    take(reader, 1);
    sequence(reader);
  }
  return first;
}

function sequence(reader: Reader): string {
  let text = "";
  while (reader.rest !== "" && !/^[|)]/.test(reader.rest)) text += repeated(reader);
  return text;
}

function repeated(reader: Reader): string {
  const one = atom(reader);
  const [quantifier = ""] = /^([*+?]|\{\d+(,\d*)?\})\??/.exec(reader.rest) ?? [];
  take(reader, quantifier.length);
  if (quantifier.startsWith("*") || quantifier.startsWith("?")) return "";
  const least = Number(/\d+/.exec(quantifier)?.[0] ?? 1);
  return one.repeat(Math.min(least, 256));
}

const escapes: Readonly<Record<string, string>> = {
  d: "0",
  w: "a",
  s: " ",
  D: "a",
  W: "-",
  S: "a",
  b: "",
  B: "",
  A: "",
  z: "",
  t: "\t",
  n: "\n",
  r: "\r",
};

function atom(reader: Reader): string {
  const character = take(reader, 1);
  if (character === "(") {
    take(reader, /^\?(:|P<\w+>|<\w+>|[a-z]+[:)])/.exec(reader.rest)?.[0].length ?? 0);
    const inner = alternatives(reader);
    take(reader, 1);
    return inner;
  }
  if (character === "[") return memberOfClass(take(reader, classLength(reader.rest)));
  if (character === "\\") {
    const escaped = take(reader, 1);
    if (escaped === "x") return String.fromCharCode(Number.parseInt(take(reader, 2), 16));
    return escapes[escaped] ?? escaped;
  }
  if (character === "^" || character === "$") return "";
  return character === "." ? "a" : character;
}

const classLength = (rest: string): number =>
  /^\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]/.exec(rest)?.[0].length ?? rest.length;

function memberOfClass(written: string): string {
  const members = written.slice(0, -1);
  if (!members.startsWith("^")) {
    const [, escaped, plain = "a"] = /^(?:\\(.)|([\s\S]))/.exec(members) ?? [];
    return escaped === undefined ? plain : (escapes[escaped] ?? escaped);
  }
  const excluded = new RegExp(`[${members.slice(1)}]`);
  return ["a", "0", "-", "A", " ", "~"].find((one) => !excluded.test(one)) ?? "a";
}
