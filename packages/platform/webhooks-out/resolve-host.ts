import { z } from "zod";
import { isPublicAddress } from "./target.ts";

/** All addresses of a name; empty when it has none. Throws when the resolver does not respond. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Types of DNS address records. */
const types = { A: 1, AAAA: 28 } as const;
const timeoutMs = 5_000;

const answerSchema = z.object({
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
});

/**
 * Queries a resolver over HTTPS, in the JSON format of Cloudflare's and Google's
 * (https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/).
 */
export function resolverAt(address: string): ResolveHost {
  const ask = async (host: string, type: keyof typeof types): Promise<string[]> => {
    const url = new URL(address);
    url.search = String(new URLSearchParams({ name: host, type }));
    const response = await fetch(url, {
      headers: { accept: "application/dns-json" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { Answer } = answerSchema.parse(await response.json());
    // An alias record (CNAME) is not an address.
    return Answer.filter((record) => record.type === types[type]).map(({ data }) => data);
  };
  return async (host) => (await Promise.all([ask(host, "A"), ask(host, "AAAA")])).flat();
}

/**
 * Why DNS disqualifies a target: a single private address among its addresses is enough. A Worker
 * cannot pin the address that `fetch` then uses, so a name that changes at that moment gets
 * through.
 */
export async function dnsProblem(
  host: string,
  resolve: ResolveHost,
): Promise<"dns_failed" | "dns_empty" | "private_address" | undefined> {
  try {
    const addresses = await resolve(host);
    if (addresses.length === 0) return "dns_empty";
    return addresses.every(isPublicAddress) ? undefined : "private_address";
  } catch {
    return "dns_failed"; // unknown is not allowed: the next attempt asks again
  }
}
