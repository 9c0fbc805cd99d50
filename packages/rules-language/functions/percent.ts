const hexadecimal = /^[0-9a-f]+$/i;

/** `%HH` as the byte it encodes; an invalid escape is kept. */
export function decodePercent(text: string): string {
  return text.includes("%")
    ? text.replace(/%([0-9a-f]{2})/gi, (_escape, code: string) => byteOf(code))
    : text;
}

export interface DecodeOptions {
  /** Until nothing changes, which reveals doubly encoded attacks. */
  readonly recursive?: boolean;
  /** Also decodes `%uHHHH`, as UTF-8. */
  readonly unicode?: boolean;
}

/** Like `decodePercent`, with `+` as a space. */
export function decodeUrl(
  text: string,
  { recursive = false, unicode = false }: DecodeOptions = {},
): string {
  if (!/[%+]/.test(text)) return text;
  if (recursive) return decodeRecursively(text, unicode);
  const spaced = text.replaceAll("+", " ");
  if (!unicode) return decodePercent(spaced);
  return spaced.replace(
    /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi,
    (_escape, point?: string, code?: string) =>
      point === undefined ? byteOf(code ?? "") : pointOf(point),
  );
}

/**
 * From the last character to the first, so that what follows an escape is already fully decoded:
 * linear time, where repeated decoding of `%252525…` would be quadratic.
 */
function decodeRecursively(text: string, unicode: boolean): string {
  const reversed: string[] = [];
  const pending: string[] = [];
  for (let index = text.length - 1; index >= 0; index--) {
    pending.push(text[index] ?? "");
    for (let character = pending.pop(); character !== undefined; character = pending.pop()) {
      const decoded = character === "%" ? takeEscape(reversed, unicode) : undefined;
      if (decoded !== undefined) pending.push(...decoded);
      else reversed.push(character === "+" ? " " : character);
    }
  }
  return reversed.reverse().join("");
}

/**
 * Decodes the escape that follows a `%`, consuming it from the end of `reversed`; undefined when
 * there is none.
 */
function takeEscape(reversed: string[], unicode: boolean): string | undefined {
  const isPoint = unicode && reversed.at(-1)?.toLowerCase() === "u";
  const code = (isPoint ? reversed.slice(-5, -1) : reversed.slice(-2)).reverse().join("");
  if (code.length !== (isPoint ? 4 : 2) || !hexadecimal.test(code)) return undefined;
  reversed.length -= isPoint ? 5 : 2;
  return isPoint ? pointOf(code) : byteOf(code);
}

const byteOf = (code: string) => String.fromCharCode(Number.parseInt(code, 16));

const pointOf = (code: string) =>
  Buffer.from(String.fromCharCode(Number.parseInt(code, 16)), "utf8").toString("latin1");
