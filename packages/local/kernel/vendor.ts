import type { Hono } from "hono";
import type { CloudContext } from "./context.ts";
import type { VendorName } from "./vendor-name.ts";

/**
 * One row of the parity table in docs: what the local cloud does about a vendor's call or field.
 */
export interface ParityRow {
  /** `PATCH /v1/projects/{ref}/config/database/pooler`, or a field or phase of such a call. */
  readonly what: string;
  /**
   * enforced: acts on a real service. accepted: stored and given back, nothing acts on it. refused:
   * answered with an error that names it.
   */
  readonly level: "enforced" | "accepted" | "refused";
  readonly note?: string;
}

/** A vendor of the local cloud: its HTTP API, and the services that make the API's calls real. */
export interface Vendor {
  readonly name: VendorName;
  /**
   * The vendor's API. Mounted under `/<name>` of the control plane; checks its own token (the
   * shapes of a refusal differ by vendor).
   */
  readonly api: Hono;
  /**
   * Makes the services match the store: finishes or undoes what a kill interrupted, starts what
   * should run. Called once before the control plane listens; safe to call again.
   */
  resume(): Promise<void>;
  /** Stops this vendor's services; the data stays. */
  close(): Promise<void>;
  /**
   * What `seaworthy status` and the console show. Credentials only under keys named in `SecretKey`.
   */
  describe(): Promise<Record<string, unknown>>;
  readonly parity: readonly ParityRow[];
}

export type VendorFactory = (context: CloudContext) => Vendor;

/** Where each vendor's API is, in the form that its provider and its official client take. */
export function vendorUrls(controlUrl: string): Readonly<Record<VendorName, string>> {
  return {
    supabase: `${controlUrl}/supabase`,
    upstash: `${controlUrl}/upstash`,
    cloudflare: `${controlUrl}/cloudflare/client/v4`,
    sentry: `${controlUrl}/sentry/api/`,
    resend: `${controlUrl}/resend`,
  };
}
