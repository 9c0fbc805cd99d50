import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { decode, isList, isValues, type Value, type Values } from "../kit/values.ts";

/** The object in a call's response; empty when the response is something else, such as "OK". */
export async function callObject(
  client: VendorClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<Values> {
  const answer = decode((await client.request(method, path, body)).body);
  return isValues(answer) ? answer : {};
}

export async function callList(client: VendorClient, path: string): Promise<readonly Values[]> {
  const answer = decode((await client.request("GET", path)).body);
  return isList(answer) ? answer.filter(isValues) : [];
}

/** A string that the vendor must have returned. Throws VENDOR_REFUSED. */
export function textOf(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw new SeaworthyError("VENDOR_REFUSED", `The vendor's response has no ${what}.`);
}
