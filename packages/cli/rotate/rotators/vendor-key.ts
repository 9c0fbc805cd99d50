import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient } from "@seaworthy/core/http";

export interface VendorQuestion {
  readonly vendor: string;
  readonly baseUrl: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Whether an answer of 400 or more says that the key is not good; undefined when it says nothing
   * of the key.
   */
  readonly judge: (status: number, body: unknown) => boolean | undefined;
}

/**
 * Asks a vendor for something harmless under a key. Throws what is no answer, without the vendor's
 * words: they may repeat the key.
 */
export async function isTakenBy({
  vendor,
  baseUrl,
  path,
  headers,
  judge,
}: VendorQuestion): Promise<boolean> {
  try {
    await createVendorClient({ vendor, baseUrl, headers, timeoutMs: 10_000 }).request("GET", path);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const status = Number(thrown.details.status ?? 0);
    const verdict = status === 0 ? undefined : judge(status, thrown.details.body);
    if (verdict !== undefined) return verdict;
    const what = status === 0 ? "did not answer" : `answered with ${status}`;
    throw new SeaworthyError(
      "VENDOR_UNREACHABLE",
      `${vendor} ${what} when a key was to be tried (GET ${path}). Try again.`,
      {
        retryable: true,
      },
    );
  }
}
