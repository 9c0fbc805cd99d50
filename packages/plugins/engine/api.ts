import { createHmac } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import { decode, encode, isList, isValues, type Value, type Values } from "../kit/values.ts";

/** A vendor's API without envelopes and paging. */
export interface Api {
  /** The object in the response; empty without one. */
  call(method: string, path: string, body?: Value): Promise<Values>;
  /** The same; undefined when the vendor has no such object. */
  find(method: string, path: string): Promise<Values | undefined>;
  /** All pages of a list. */
  list(path: string): Promise<readonly Values[]>;
  /**
   * A mark by which this plugin recognises its own objects; reveals nothing about the value without
   * the token. 32 characters.
   */
  fingerprint(value: Value): string;
}

/** What differs between vendors. */
export interface Dialect {
  readonly vendor: string;
  /** Extracts the result from a response body. */
  readonly unwrap: (body: unknown) => unknown;
  /** The path of the next page, or undefined. */
  readonly nextPage: (path: string, body: unknown, headers: Headers) => string | undefined;
}

export interface Access {
  readonly baseUrl: string;
  readonly token: string;
}

export function createApi(
  dialect: Dialect,
  access: Access,
  client: VendorClient = clientOf(dialect, access),
): Api {
  const call = async (method: string, path: string, body?: Value): Promise<Values> => {
    const answer = await client.request(
      method,
      path,
      body === undefined ? undefined : encode(body),
    );
    const result = decode(dialect.unwrap(answer.body));
    return isValues(result) ? result : {};
  };
  return {
    call,
    find: (method, path) => orGone(call(method, path)),
    list: (path) => listAll(dialect, client, path),
    fingerprint: (value) =>
      createHmac("sha256", access.token)
        .update(JSON.stringify(encode(value)))
        .digest("hex")
        .slice(0, 32),
  };
}

function clientOf(dialect: Dialect, access: Access): VendorClient {
  return createVendorClient({
    vendor: dialect.vendor,
    baseUrl: access.baseUrl,
    headers: { authorization: `Bearer ${access.token}` },
  });
}

async function listAll(dialect: Dialect, client: VendorClient, first: string): Promise<Values[]> {
  const items: Values[] = [];
  for (let path: string | undefined = first; path !== undefined; ) {
    const answer = await client.request("GET", path);
    const page = decode(dialect.unwrap(answer.body));
    if (isList(page)) items.push(...page.filter(isValues));
    path = dialect.nextPage(path, answer.body, answer.headers);
  }
  return items;
}

/** Undefined instead of VENDOR_NOT_FOUND. */
export async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "VENDOR_NOT_FOUND") return undefined;
    throw thrown;
  }
}
