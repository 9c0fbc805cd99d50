import { isList, isValues, type Value } from "@seaworthy/plugins/kit/values";

/** A reply as redis-cli shows it, or as JSON. */
export function renderReply(reply: Value, json: boolean): string {
  return json ? `${JSON.stringify(reply, null, 2)}\n` : `${lines(reply).join("\n")}\n`;
}

function lines(reply: Value): string[] {
  if (isList(reply)) return reply.length === 0 ? ["(empty array)"] : reply.flatMap(numbered);
  if (reply === null) return ["(nil)"];
  if (typeof reply === "number") return [`(integer) ${reply}`];
  if (isValues(reply)) return [JSON.stringify(reply)];
  return [printable(String(reply))];
}

function numbered(reply: Value, index: number): string[] {
  const label = `${index + 1}) `;
  return lines(reply).map((line, at) => (at === 0 ? label : " ".repeat(label.length)) + line);
}

/** Escapes all control characters except line ends. */
const printable = (text: string): string =>
  text.replace(/[^\P{Cc}\n]/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
