import { createHash, randomBytes } from "node:crypto";

/**
 * Values invented for a check, in place of a secret or a data source's result. They are
 * recognisable everywhere, even inside another string.
 */
const mark = "stand-in-";
/** Characters after the mark. */
const length = 48;
const inText = new RegExp(`${mark}[A-Za-z0-9_-]{${length}}`);
/** No vendor uses numbers like these, and all of them are safe integers. */
const firstNumber = 7_207_207_200_000_000;
const lastNumber = firstNumber + 999_999_999;

/** Long and random enough for any requirement on a secret. */
export const standInSecret = (): string => mark + randomBytes(36).toString("base64url");

/** Deterministic: the same name gives the same value. */
export function standInFor(name: string, kind: "string" | "number" = "string"): string | number {
  const digest = createHash("sha512").update(name).digest();
  if (kind === "number") return firstNumber + (digest.readUInt32BE() % 999_999_999);
  return mark + digest.toString("base64url").slice(0, length);
}

/** An output of a resource that a check has not created. */
interface Output {
  readonly type: string;
  readonly name: string;
  readonly property: string;
  readonly kind?: "string" | "number";
}

export const standInOutput = ({ type, name, property, kind }: Output): string | number =>
  standInFor(`${type} ${name} ${property}`, kind);

/** All stand-ins in a text, including repeated ones. */
export const standInsOf = (text: string): string[] => text.match(new RegExp(inText, "g")) ?? [];

/** Whether a value is a stand-in or was derived from one. */
export function isStandIn(value: unknown): boolean {
  if (typeof value === "number") return value >= firstNumber && value <= lastNumber;
  return typeof value === "string" && inText.test(value);
}
