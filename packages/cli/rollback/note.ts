import type { Deployment } from "../worker/worker.ts";

/** Prefix of the messages of a rollback's deployments. */
export const rollbackMark = "seaworthy rollback:";

/** Names the stack's version too: a newer one was not rolled back. */
export const ofStack = (versionId: string): string => `(stack ${versionId})`;

/**
 * What has been deployed in place of the stack's version since a rollback; undefined without one.
 */
export function rollbackNote({ shares, message }: Deployment, stackVersion: string) {
  const [only, ...others] = shares;
  if (only === undefined || others.length > 0 || only.versionId === stackVersion) return undefined;
  if (!message.startsWith(rollbackMark) || !message.includes(ofStack(stackVersion)))
    return undefined;
  return `Version ${stackVersion} was rolled back; ${only.versionId} serves.`;
}
