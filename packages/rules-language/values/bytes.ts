/**
 * Strings of the Rules language are sequences of bytes. Here they are JavaScript strings in which
 * each character is one byte (U+0000 to U+00FF), as in Node's headers and paths of a request:
 * `len`, `substring` and `remove_bytes` are then exact, whatever a client sends.
 */

/** Text as its UTF-8 bytes. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** Bytes as readable text; invalid UTF-8 becomes U+FFFD. */
export function toText(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
}

/** The language changes the case of ASCII letters only. */
export function lowerAscii(bytes: string): string {
  return isAscii(bytes)
    ? bytes.toLowerCase()
    : bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function upperAscii(bytes: string): string {
  return isAscii(bytes)
    ? bytes.toUpperCase()
    : bytes.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
