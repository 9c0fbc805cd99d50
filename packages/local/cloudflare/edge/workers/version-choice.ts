import { createHash, randomInt } from "node:crypto";
import type { VersionState, WorkerState } from "../state.ts";

/**
 * Version preferences of a request
 * (https://developers.cloudflare.com/workers/configuration/versions-and-deployments/gradual-deployments/).
 */
export interface VersionWishes {
  /** `Cloudflare-Workers-Version-Key`: requests with the same key get the same version. */
  readonly affinityKey?: string | undefined;
  /**
   * `Cloudflare-Workers-Version-Overrides: my-worker="<version id>"`, honoured for versions of the
   * active deployment.
   */
  readonly overrides?: string | undefined;
}

/** Percentages apply per request, or per affinity key if there is one. */
export function chooseVersion(
  worker: WorkerState,
  wishes: VersionWishes,
): VersionState | undefined {
  const wanted = overriddenVersion(worker.name, wishes.overrides);
  const override = worker.versions.find(({ version }) => version.id === wanted);
  if (override) return override.version;
  if (worker.versions.length === 1) return worker.versions[0]?.version;
  let point = pointOf(worker.name, wishes.affinityKey);
  for (const { version, percentage } of worker.versions) {
    point -= percentage;
    if (point < 0) return version;
  }
  return worker.versions.at(-1)?.version;
}

/** The header is a dictionary of structured fields (RFC 8941): `name="id", other="id"`. */
function overriddenVersion(name: string, header: string | undefined): string | undefined {
  for (const entry of header?.split(",") ?? []) {
    const match = /^\s*([\w.*-]+)\s*=\s*"([^"]*)"/.exec(entry);
    if (match?.[1] === name) return match[2];
  }
  return undefined;
}

/** 0 to 100, exclusive, in steps of a ten-thousandth. */
function pointOf(name: string, affinityKey: string | undefined): number {
  if (affinityKey === undefined) return randomInt(1_000_000) / 10_000;
  return (
    (createHash("sha256").update(`${name}\n${affinityKey}`).digest().readUInt32BE() % 1_000_000) /
    10_000
  );
}
