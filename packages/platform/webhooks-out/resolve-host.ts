import { z } from "zod";
import { isPublicAddress } from "./target.ts";

/** All addresses of a name; empty when it has none. Throws when nobody answers. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Types of DNS records that hold addresses. */
const types = { A: 1, AAAA: 28 } as const;
const timeoutMs = 5_000;

const answerSchema = z.object({
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
});

/**
 * Asks a resolver over HTTPS, in the JSON form that Cloudflare's and Google's speak
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
    // A record of an alias (CNAME) is no address.
    return Answer.filter((record) => record.type === types[type]).map(({ data }) => data);
  };
  return async (host) => (await Promise.all([ask(host, "A"), ask(host, "AAAA")])).flat();
}

/**
 * What DNS says against a target: a single private address among its own is enough. A Worker cannot
 * pin the address that `fetch` then takes, so a name that changes in that moment gets through.
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
