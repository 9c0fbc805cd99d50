import type { Deployment, Share } from "../worker/worker.ts";

/** Prefix of the messages of a rollout's deployments. */
const rolloutMark = "seaworthy rollout:";

/** Cloudflare stores it with the deployment, so the next run can resume what a killed one left. */
export const stepMessage = (versionId: string, percentage: number, base: string): string =>
  `${rolloutMark} ${versionId} at ${percentage} % beside ${base}`;

export const endMessage = (text: string): string => `${rolloutMark} ${text}`;

export const split = (versionId: string, percentage: number, base: string): Share[] => [
  { versionId, percentage },
  { versionId: base, percentage: 100 - percentage },
];

/** Whether a rollout sends traffic to two versions, or was killed while it did. */
export const isRolloutSplit = ({ shares, message }: Deployment): boolean =>
  shares.length > 1 && message.startsWith(rolloutMark);

/** The previous version, and the new one's current share. */
export interface Found {
  readonly base: string;
  /** 0: nothing yet. */
  readonly percentage: number;
}

/** Undefined when there is no other version to compare with. */
export function findSplit(deployment: Deployment, versionId: string): Found | undefined {
  const { shares, message } = deployment;
  const named = isRolloutSplit(deployment) ? / beside (\S+)$/.exec(message)?.[1] : undefined;
  const [most] = shares
    .filter((share) => share.versionId !== versionId)
    .toSorted((a, b) => b.percentage - a.percentage);
  const base = named ?? most?.versionId;
  if (base === undefined || base === versionId) return undefined;
  const own = shares.find((share) => share.versionId === versionId);
  return { base, percentage: isRolloutSplit(deployment) ? (own?.percentage ?? 0) : 0 };
}
