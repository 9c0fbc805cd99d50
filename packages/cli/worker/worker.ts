import { createHash, randomBytes } from "node:crypto";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import type { StackState } from "../rotate/stack/stack-state.ts";
import { cloudflareClient } from "../vendor-clients.ts";
import { ask, isTrouble } from "./ask.ts";

/** One isolate's report about itself. */
const generationsSchema = z.object({
  versionId: z.string(),
  generations: z.record(z.string(), z.number()),
  holds: z.record(z.string(), z.array(z.string())),
  /** Absent from versions uploaded before this field existed. */
  consumers: z.array(z.object({ name: z.string(), versionId: z.string() })).default([]),
});
export type Generations = z.output<typeof generationsSchema>;

export interface Share {
  readonly versionId: string;
  readonly percentage: number;
}

/**
 * The newest deployment. Both times are Cloudflare's, so machines with wrong clocks agree on the
 * elapsed time.
 */
export interface Deployment {
  readonly shares: readonly Share[];
  readonly sinceMs: number;
  /** Its author's message. */
  readonly message: string;
}

const deploymentsSchema = z.object({
  result: z.object({
    deployments: z.array(
      z.object({
        created_on: z.string(),
        annotations: z.record(z.string(), z.string()).default({}),
        versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
      }),
    ),
  }),
});

/** The deployed app: which versions are deployed, and what they report. */
export interface DeployedWorker {
  readonly url: string;
  /** Reports whether the app reaches everything that it needs. */
  readonly readyUrl: string;
  shares(): Promise<Deployment>;
  deploy(shares: readonly Share[], message: string): Promise<void>;
  /**
   * Sent on its own connection, to a given version if named. Throws VENDOR_REFUSED for an
   * unexpected response.
   */
  generations(operatorToken: string, challenge?: string, versionId?: string): Promise<Generations>;
  /** Versions running in what outlives requests: Durable Objects, scheduled runs. */
  longConsumers(operatorToken: string): Promise<Generations["consumers"]>;
  /** Re-encrypts data stored with the other key, through that path of the app. */
  moveStored(operatorToken: string, path: string): Promise<void>;
  /** Whether that version reaches the database and both Redis databases. */
  isReady(versionId: string): Promise<boolean>;
}

export function openWorker(
  state: Pick<StackState, "manifest">,
  environment: Environment,
): DeployedWorker {
  const cloudflare = cloudflareClient(environment);
  const { worker, routes, app } = state.manifest;
  const { script: scriptName } = worker;
  const { url } = app;
  const generationsUrl = url + routes.generations;
  const override = (versionId: string | undefined) =>
    versionId === undefined ? {} : versionOverride(scriptName, versionId);
  return {
    url,
    readyUrl: url + routes.ready,
    ...deploymentsOf(cloudflare, worker),
    generations: (token, challenge, versionId) =>
      askGenerations(
        generationsUrl,
        challenge === undefined ? "" : `?challenge=${challenge}`,
        token,
        override(versionId),
      ),
    longConsumers: async (token) =>
      (await askGenerations(generationsUrl, "?consumers=true", token)).consumers,
    moveStored: (token, path) => moveStored(url + path, token),
    isReady: async (versionId) => {
      const headers = { connection: "close", ...override(versionId) };
      // An app that is not ready responds 503, which is a valid answer.
      return (
        await ask("The app", url + routes.ready, {
          headers,
          isPassing: (status) => status !== 503 && isTrouble(status),
        })
      ).ok;
    },
  };
}

function deploymentsOf(
  cloudflare: VendorClient,
  { accountId, script }: StackState["manifest"]["worker"],
): Pick<DeployedWorker, "shares" | "deploy"> {
  const path = `/accounts/${accountId}/workers/scripts/${script}/deployments`;
  return {
    shares: async () => {
      const { body, headers } = await cloudflare.request("GET", path);
      const [newest] = deploymentsSchema.parse(body).result.deployments;
      const shares = (newest?.versions ?? []).map(({ version_id, percentage }) => ({
        versionId: version_id,
        percentage,
      }));
      return {
        shares,
        sinceMs: Date.parse(headers.get("date") ?? "") - Date.parse(newest?.created_on ?? ""),
        message: newest?.annotations["workers/message"] ?? "",
      };
    },
    deploy: async (shares, message) => {
      const versions = shares.map(({ versionId, percentage }) => ({
        version_id: versionId,
        percentage,
      }));
      await cloudflare.request("POST", path, {
        strategy: "percentage",
        versions,
        annotations: { "workers/message": message },
      });
    },
  };
}

/** Sends a request to that version, whatever its share, as long as it is deployed. */
export const versionOverride = (script: string, versionId: string) => ({
  "Cloudflare-Workers-Version-Overrides": `${script}="${versionId}"`,
});

async function askGenerations(
  url: string,
  query: string,
  token: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Generations> {
  const headers = { authorization: `Bearer ${token}`, connection: "close", ...extra };
  const response = await ask("The app", url + query, { headers });
  if (response.ok) return generationsSchema.parse(await response.json());
  throw new SeaworthyError(
    "VENDOR_REFUSED",
    `The app responded to GET ${new URL(url).pathname} with ${response.status}.`,
    {
      details: { status: response.status },
      retryable: response.status >= 500,
    },
  );
}

const movedSchema = z.object({ next: z.string().nullable() });

/** Page by page; idempotent, so a page may be requested again. */
async function moveStored(url: string, token: string): Promise<void> {
  for (let after: string | null = ""; after !== null; ) {
    const query = after === "" ? "" : `?after=${after}`;
    const headers = { authorization: `Bearer ${token}`, connection: "close" };
    const response = await ask("The app", url + query, {
      method: "POST",
      headers,
    });
    if (!response.ok)
      throw new SeaworthyError(
        "VENDOR_REFUSED",
        `The app responded to POST ${new URL(url).pathname} with ${response.status}.`,
        {
          retryable: true,
        },
      );
    after = movedSchema.parse(await response.json()).next;
  }
}

export const newChallenge = (): string => randomBytes(24).toString("base64url");

/** A Worker's response to a challenge, if it has that key. */
export function proofOf(challenge: string, key: string): string {
  return createHash("sha256").update(`generation-proof\0${challenge}\0${key}`).digest("hex");
}
