import type { Report } from "@seaworthy/readiness/reports/report";
import type { Proofs } from "@seaworthy/readiness/score/proofs";

/** What is to be judged, and against what. */
export interface CheckRequest {
  readonly stack: string;
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  /** In place of `Pulumi.<stack>.yaml`. */
  readonly configFile?: string;
  readonly previewed: Report["previewed"];
  /** Judges as if nobody had waived anything. */
  readonly ignoreWaivers?: boolean;
  /** A profile that ships, or the path of one. */
  readonly profile: string;
  /** `2026-11-21`. */
  readonly today: string;
  readonly base?: Base;
  /** What `seaworthy verify` has shown of the stack. */
  readonly proofs?: Proofs;
  /** Secret: connection URL of a database that is linted in place of the migrations. */
  readonly databaseUrl?: string;
  /** Given a line now and then while something takes long. */
  readonly onProgress: (line: string) => void;
}

/** What to compare with: a commit of the repository, or the JSON that an earlier check wrote. */
export type Base = { readonly ref: string } | { readonly file: string };
