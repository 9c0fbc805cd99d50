/** RFC 2047, 2: an encoded word has at most 75 characters, including `=?utf-8?B??=`. */
const longestEncodedBytes = 45;

/** Text of a header: unchanged if it is plain ASCII, otherwise in encoded words, one per line. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?") && text.length <= 900) return text;
  return chunks(text)
    .map((chunk) => `=?utf-8?B?${base64(new TextEncoder().encode(chunk))}?=`)
    .join("\r\n ");
}

/** `"Ada, Countess" <ada@example.com>`: quoted if the name contains more than words. */
export function mailboxText({ address, name = "" }: { address: string; name?: string }): string {
  if (name === "") return address;
  if (/^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name) && !name.includes("=?"))
    return `${name} <${address}>`;
  if (/^[\x20-\x7e]*$/.test(name) && !name.includes("=?"))
    return `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
  return `${headerText(name)} <${address}>`;
}

/**
 * Splits between characters: an encoded word that ends within one would show a replacement
 * character.
 */
function chunks(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (new TextEncoder().encode(part + character).length > longestEncodedBytes) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
