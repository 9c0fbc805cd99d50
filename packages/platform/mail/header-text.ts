/** RFC 2047, 2: an encoded word has at most 75 characters, `=?utf-8?B??=` among them. */
const longestEncodedBytes = 45;

/** Text of a header: as it is when it is plain ASCII, else in encoded words, a line each. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?") && text.length <= 900) return text;
  return chunks(text)
    .map((chunk) => `=?utf-8?B?${base64(new TextEncoder().encode(chunk))}?=`)
    .join("\r\n ");
}

/** `"Ada, Countess" <ada@example.com>`: quoted where a name has more than words. */
export function mailboxText({ address, name = "" }: { address: string; name?: string }): string {
  if (name === "") return address;
  if (/^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name) && !name.includes("=?"))
    return `${name} <${address}>`;
  if (/^[\x20-\x7e]*$/.test(name) && !name.includes("=?"))
    return `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
  return `${headerText(name)} <${address}>`;
}

/** Whole characters: an encoded word that ends in half of one shows a mark in its place. */
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
