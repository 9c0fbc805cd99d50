import type { Hono } from "hono";
import type { CloudContext } from "./context.ts";
import type { VendorName } from "./vendor-name.ts";

/** One row of the parity table in docs: how the local cloud treats a vendor's call or field. */
export interface ParityRow {
  /** `PATCH /v1/projects/{ref}/config/database/pooler`, or a field or phase of such a call. */
  readonly what: string;
  /**
   * enforced: acts on a real service. accepted: stored and returned without effect. refused:
   * rejected with an error that names it.
   */
  readonly level: "enforced" | "accepted" | "refused";
  readonly note?: string;
}

/** A vendor in the local cloud: its HTTP API, and the services that its calls act on. */
export interface Vendor {
  readonly name: VendorName;
  /**
   * The vendor's API, mounted under `/<name>` of the control plane. Checks its own token, because
   * vendors' error formats differ.
   */
  readonly api: Hono;
  /**
   * Brings the services in line with the store: completes or undoes what a kill interrupted and
   * starts what should run. Called once before the control plane listens; idempotent.
   */
  resume(): Promise<void>;
  /** Stops this vendor's services; data is kept. */
  close(): Promise<void>;
  /**
   * What `seaworthy status` and the console show. Credentials appear only under keys named in
   * `SecretKey`.
   */
  describe(): Promise<Record<string, unknown>>;
  readonly parity: readonly ParityRow[];
}

export type VendorFactory = (context: CloudContext) => Vendor;

/** Base URL of each vendor's API, in the form that its provider and official client expect. */
export function vendorUrls(controlUrl: string): Readonly<Record<VendorName, string>> {
  return {
    supabase: `${controlUrl}/supabase`,
    upstash: `${controlUrl}/upstash`,
    cloudflare: `${controlUrl}/cloudflare/client/v4`,
    sentry: `${controlUrl}/sentry/api/`,
    resend: `${controlUrl}/resend`,
  };
}
