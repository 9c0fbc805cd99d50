import { SeaworthyError } from "@seaworthy/core/errors";

const word = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+)/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

/** The words of a line, quoted as in redis-cli. Throws USAGE for an unclosed quote. */
export function commandWords(line: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line[at] ?? "")) {
      at++;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(line);
    if (found === null || /\S/.test(line[word.lastIndex] ?? " "))
      throw new SeaworthyError(
        "USAGE",
        "A quote is not closed, or something stands next to one. Nothing was sent.",
      );
    const [, double, single, plain] = found;
    words.push(plain ?? single?.replaceAll("\\'", "'") ?? unescaped(double ?? ""));
    at = word.lastIndex;
  }
  return words;
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? sign);
