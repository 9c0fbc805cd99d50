import type { Deployment } from "../worker/worker.ts";

/** How the messages of a rollback's deployments begin. */
export const rollbackMark = "seaworthy rollback:";

/** Names the stack's version too: a newer one is not what was rolled back. */
export const ofStack = (versionId: string): string => `(stack ${versionId})`;

/** What serves in place of the stack's version since a rollback; undefined when none was made. */
export function rollbackNote({ shares, message }: Deployment, stackVersion: string) {
  const [only, ...others] = shares;
  if (only === undefined || others.length > 0 || only.versionId === stackVersion) return undefined;
  if (!message.startsWith(rollbackMark) || !message.includes(ofStack(stackVersion)))
    return undefined;
  return `Version ${stackVersion} was rolled back; ${only.versionId} serves.`;
}
