import type { Values } from "@seaworthy/plugins/kit/values";

/** An object at a vendor that a program can adopt. */
export interface LiveObject {
  /** `cloudflare:index/ruleset:Ruleset` */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** The id for `pulumi import`. */
  readonly importId: string;
}

/** With the vendor's current values, as a program would declare them. */
export interface ReadObject extends LiveObject {
  readonly inputs: Values;
  /** Paths of inputs that the vendor does not return, such as passwords. */
  readonly untold: readonly string[];
}

/** What stays outside the program, and why. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** `WAF rules (shop)` becomes `waf-rules-shop`. */
export const kebab = (...parts: readonly string[]): string =>
  parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");

/** Names are unique within a type: duplicates get a number. */
export function uniquelyNamed(objects: readonly LiveObject[]): LiveObject[] {
  const seen = new Map<string, number>();
  return objects.map((object) => {
    const key = `${object.type} ${object.name}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? object : { ...object, name: `${object.name}-${times}` };
  });
}
