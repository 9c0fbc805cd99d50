import type { Report } from "@seaworthy/readiness/reports/report";
import type { Proofs } from "@seaworthy/readiness/score/proofs";

/** What to check, and what to compare it with. */
export interface CheckRequest {
  readonly stack: string;
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  /** In place of `Pulumi.<stack>.yaml`. */
  readonly configFile?: string;
  readonly previewed: Report["previewed"];
  /** Ignores all waivers. */
  readonly ignoreWaivers?: boolean;
  /** A built-in profile, or the path of one. */
  readonly profile: string;
  /** `2026-11-21`. */
  readonly today: string;
  readonly base?: Base;
  /** Results of `seaworthy verify` for the stack. */
  readonly proofs?: Proofs;
  /** Secret: connection URL of a database that is linted in place of the migrations. */
  readonly databaseUrl?: string;
  /** Called with a line now and then during long steps. */
  readonly onProgress: (line: string) => void;
}

/** The comparison base: a commit of the repository, or the JSON of an earlier check. */
export type Base = { readonly ref: string } | { readonly file: string };
