import type { WorkerVersion } from "./versions.ts";

/** The tag of versions that `seaworthy dev` created: none of them is what the stack declares. */
export const devTag = "seaworthy-dev";

export const isDevVersion = ({ annotations }: Pick<WorkerVersion, "annotations">): boolean =>
  annotations["workers/tag"] === devTag;
