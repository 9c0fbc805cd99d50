const hexadecimal = /^[0-9a-f]+$/i;

/** `%HH` as the byte that it is; a broken escape stays as it is. */
export function decodePercent(text: string): string {
  return text.includes("%")
    ? text.replace(/%([0-9a-f]{2})/gi, (_escape, code: string) => byteOf(code))
    : text;
}

export interface DecodeOptions {
  /** Until nothing changes, which is how doubly encoded attacks are seen. */
  readonly recursive?: boolean;
  /** `%uHHHH` too, as UTF-8. */
  readonly unicode?: boolean;
}

/** As `decodePercent`, with `+` as a space. */
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
 * From the last character to the first, so that an escape meets what follows it fully decoded: the
 * time is linear, where decoding again and again would be quadratic in `%252525…`.
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
 * What the escape stands for whose `%` comes before the last of `reversed`, which is taken from
 * there; undefined for no escape.
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
