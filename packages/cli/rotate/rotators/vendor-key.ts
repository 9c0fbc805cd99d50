import { defined } from "@seaworthy/core/defined";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient } from "@seaworthy/core/http";
import type { ManifestSecret, VendorProbe } from "@seaworthy/sdk/manifest/secret";
import { credentialIn, secretIn } from "../stack/stack-state.ts";
import type { PersonsPart, Rotator } from "./rotator.ts";

type Declared<Kind> = Extract<ManifestSecret["rotator"], { kind: Kind }>;

/**
 * A key that only an operator can create and revoke, at its vendor. Several may be valid at a time,
 * and the vendor's API tells whether one is.
 */
export const vendorKey = (
  { name, binding }: Pick<ManifestSecret, "name" | "binding">,
  declared: Declared<"vendor-key">,
): Rotator => ({
  name,
  acceptedBy: "vendor",
  gap: declared.gap,
  person: personsPart(declared),
  present: (state, slot) => secretIn(credentialIn(state, name), slot),
  accepts: ({ environment }, key) => isTaken(declared.probe, key, probeUrl(environment, binding)),
});

/** The manifest's description of an operator-supplied key. */
export function personsPart({
  madeAt,
  form,
  formText,
  toEnd,
}: Declared<"vendor-key" | "shared-key">): PersonsPart {
  return {
    madeAt,
    form: new RegExp(`^(?:${form})$`),
    formText,
    ...defined({ toEnd }),
  };
}

const probeUrl = (environment: Environment, binding = ""): string | undefined =>
  environment[`SEAWORTHY_PROBE_${binding}`];

/**
 * Sends a harmless request with a key to the vendor. Throws when the response is inconclusive,
 * without the vendor's message: it may repeat the key.
 */
async function isTaken(probe: VendorProbe, key: string, url = probe.url): Promise<boolean> {
  const { origin, pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  const headers = headersFor(probe, key);
  try {
    const client = createVendorClient({
      vendor: probe.vendor,
      baseUrl: origin,
      headers,
      timeoutMs: 10_000,
    });
    await client.request("GET", path);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const status = Number(thrown.details.status ?? 0);
    const verdict = verdictOf(probe, status, thrown.details.body);
    if (verdict !== undefined) return verdict;
    const what = status === 0 ? "did not answer" : `answered with ${status}`;
    throw new SeaworthyError(
      "VENDOR_UNREACHABLE",
      `${probe.vendor} ${what} while a key was being tested (GET ${pathname}). Try again.`,
      { retryable: true },
    );
  }
}

function headersFor({ headers }: VendorProbe, key: string): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    value: key,
    base64: Buffer.from(key).toString("base64"),
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      text.replace(/\{(value|base64)\}/g, (_all, part: string) => values[part] ?? ""),
    ]),
  );
}

/** Undefined for a response that is inconclusive about the key. */
function verdictOf(
  { refused, accepted, refusedTexts }: VendorProbe,
  status: number,
  body: unknown,
): boolean | undefined {
  if (accepted.includes(status)) return true;
  if (refused.includes(status)) return false;
  if (status === 400 && refusedTexts.some((text) => holds(body, text))) return false;
  return undefined;
}

/** Whether a text is a complete value anywhere in the body. */
function holds(body: unknown, text: string): boolean {
  if (body === text) return true;
  return (
    typeof body === "object" &&
    body !== null &&
    Object.values(body).some((inner) => holds(inner, text))
  );
}
