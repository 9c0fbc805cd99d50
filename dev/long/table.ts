/** A test or proof too long for `npm test`. */
export interface LongRun {
  readonly name: string;
  readonly what: string;
  /** A similar case in `npm test`. */
  readonly shortCase: string;
  /** Arguments of the checkout's own Node.js, from the top level. */
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const plain = "--disable-warning=ExperimentalWarning";
const vitest = (...files: string[]) => [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--config",
  "dev/long/vitest.config.ts",
  ...files,
];

export const longRuns: readonly LongRun[] = [
  {
    name: "kills",
    what: "`up` of the local stack converges after a SIGKILL of engine, plugin or cloud at nine more moments",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: vitest("dev/e2e/stack/kills"),
  },
  {
    name: "moments",
    what: "a local project and an `up` on the built-in plugins, interrupted and killed at many more moments, are finished by the next start",
    shortCase: "packages/local/supabase/api/resume.test.ts",
    command: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "packages/local/supabase/api/resume.test.ts",
      "packages/plugins/plugins.e2e.test.ts",
    ],
    environment: { KILL_MOMENTS: "all" },
  },
  {
    name: "dev",
    what: "`seaworthy dev` serves saved changes, survives mistakes, shows which rule refused a request, and leaves nothing behind",
    shortCase: "packages/cli/dev/session.test.ts",
    command: vitest("dev/e2e/commands/dev"),
  },
  {
    name: "add",
    what: "what `seaworthy add` writes type-checks, passes the policies of prod, serves and is rotated; the commands of every day on it",
    shortCase: "packages/cli/add/add.test.ts",
    command: vitest("dev/e2e/commands/add"),
  },
  {
    name: "init",
    what: "`seaworthy init`, `doctor <stack>` and `up <stack>` against the local cloud playing a person's vendors, with too few rights and with enough",
    shortCase: "packages/cli/accounts/accounts.test.ts",
    command: vitest("dev/e2e/commands/init"),
  },
  {
    name: "adopt",
    what: "`seaworthy adopt` of a populated local cloud: nothing written before it is confirmed, a first preview that only imports, a check that lists what is not ready by worth",
    shortCase: "packages/cli/adopt/adopt.test.ts",
    command: vitest("dev/e2e/commands/adopt"),
  },
  {
    name: "console",
    what: "the local cloud's console in Chromium at 1280 and 390 px, light and dark: axe finds nothing and nothing overflows",
    shortCase: "packages/local/console/index.test.ts",
    command: vitest("dev/e2e/commands/console"),
  },
  {
    name: "verify",
    what: "`seaworthy verify local` proves everything on a new stack, and each declared value that is changed by hand turns its experiment red and names the policy",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: vitest("dev/e2e/verify"),
  },
  {
    name: "rootless",
    what: "an ordinary user, with none of them on the machine, gets PgBouncer and Redis out of Debian packages without root",
    shortCase: "packages/toolchain/services/package-managers.test.ts",
    command: vitest("packages/toolchain/services/unpacked"),
  },
  {
    name: "fresh-clone",
    what: "in a new clone `npm ci` alone is enough for `npm run typecheck` and `seaworthy check prod`",
    shortCase: "packages/toolchain/bootstrap/bootstrap.test.ts",
    command: vitest("dev/e2e/packages/fresh-clone"),
  },
  {
    name: "docs-commands",
    what: "every command of README and docs that a local stack can run, typed in a new clone as a reader would, page by page",
    shortCase: "dev/docs/run/snippets.test.ts",
    command: vitest("dev/docs/run/docs-commands"),
  },
  {
    name: "first-hour",
    what: "a newcomer's first hour by the pages alone: start, first post, a module by generator, a policy broken, read and waived, a rotation, a second stack",
    shortCase: "dev/docs/run/snippets.test.ts",
    command: vitest("dev/docs/run/first-hour"),
  },
  {
    name: "check-breakages",
    what: "`seaworthy check prod` finds a breakage of each kind that pull requests bring, and nothing in their nearest harmless changes",
    shortCase: "packages/readiness/rules/rules.test.ts",
    command: vitest("packages/cli/check/rules"),
  },
  {
    name: "mutations",
    what: "the table of dev/mutations, through `seaworthy check prod`: at least 95 % of its breakages are caught, and no harmless change is called critical",
    shortCase: "packages/readiness/mutations.test.ts",
    command: [plain, "dev/mutations/main.ts"],
  },
  {
    name: "workflows",
    what: "the steps of the workflows in a new clone, with prod played by the local cloud and the built-in plugins",
    shortCase: "dev/e2e/workflows/workflows.test.ts",
    command: vitest("dev/e2e/workflows/workflows"),
  },
  {
    name: "check-programs",
    what: "`seaworthy check --program`, and a bare `pulumi preview --policy-pack`, judge programs on other packages and versions, without a false critical violation",
    shortCase: "packages/cli/check/programs.e2e.test.ts",
    command: vitest("packages/cli/check/programs", "packages/cli/check/bare-pack"),
  },
  {
    name: "check-live-database",
    what: "`seaworthy check prod --live-database` on a real PostgreSQL: the lints of migrations, each with its breakage and its harmless twin; nothing written; unreachable is exit code 2",
    shortCase: "packages/cli/check/live-database.test.ts",
    command: vitest("packages/cli/check/live-database", "packages/readiness/database/live-lints"),
  },
  {
    name: "rotation-faults",
    what: "a rotation killed, refused and answered with silence at calls of every kind is finished by another machine, and no request fails",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: vitest("dev/e2e/rotation/rotation-faults"),
  },
  {
    name: "faults",
    what: "processes of the local cloud killed and stopped, a full disk and half-open connections lose no acknowledged write (docs/proof/faults.md)",
    shortCase: "packages/local/supabase/api/resume.test.ts",
    command: [plain, "dev/faults/main.ts"],
  },
  {
    name: "alerts",
    what: "Redis, the pooler or both away or hanging, and an exhausted pool: one alert each at Sentry, and none for what follows",
    shortCase: "app/tests/operations/alerts.test.ts",
    command: vitest("app/tests/operations/alerts"),
  },
  {
    name: "rollback",
    what: "`seaworthy rollback` after an `up`, after a rotation under load, and over a migration that takes something away",
    shortCase: "packages/cli/rollback/plan.test.ts",
    command: vitest("dev/e2e/commands/rollback"),
  },
  {
    name: "rollout",
    what: "`up --gate`: versions with 5xx, slow or leaking connections are rolled back with at most 10 % of the requests touched; a good one passes by evidence; killed and interrupted runs",
    shortCase: "packages/cli/rollout/rollout.test.ts",
    command: vitest("dev/e2e/rollout"),
  },
  {
    name: "report",
    what: "the page of `seaworthy report` in Chromium, light and dark, 1280 and 390 px wide: no violation that axe finds, nothing wider than the window",
    shortCase: "packages/cli/report/page.test.ts",
    command: vitest("dev/report"),
  },
  {
    name: "drift",
    what: "20 settings changed at the local vendors behind the stack's back: all found and put back, foreign ones kept until `--prune`, a second run empty",
    shortCase: "packages/cli/drift/compare-resource.test.ts",
    command: vitest("dev/e2e/commands/drift"),
  },
  {
    name: "bad-input",
    what: "no bad input to any route gets a 5xx, a status that the API document lacks, or a secret back",
    shortCase: "app/tests/request/bad-input.test.ts",
    command: ["node_modules/vitest/vitest.mjs", "run", "app/tests/request/bad-input.test.ts"],
    environment: { BAD_INPUTS: "all" },
  },
  {
    name: "stampede",
    what: "10,000 requests at once for a missing page are one query, and so are 10,000 after the one that computed was killed",
    shortCase: "app/src/modules/feed/tests/stampede.test.ts",
    command: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "app/src/modules/feed/tests/stampede.test.ts",
    ],
    environment: { STAMPEDE_REQUESTS: "10000" },
  },
  {
    name: "workload-load",
    what: "k6 with 10 users for 20 s on each scenario of the modules: no failed request, and the workload's own objectives",
    shortCase: "packages/cli/load/load.test.ts",
    command: vitest("dev/load/workloads"),
  },
  {
    name: "workload-kills",
    what: "SIGKILLs of workerd, PostgreSQL and Redis at seeded moments under load (100, or `WORKLOAD_KILLS`): no acknowledged event, write or mail is lost or doubled, by a ledger outside",
    shortCase: "app/tests/operations/workload-kills.test.ts",
    command: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "app/tests/operations/workload-kills.test.ts",
    ],
    environment: { WORKLOAD_KILLS: "100" },
  },
  {
    name: "rotation",
    what: "the ten guarantees of a rotation under 100,000 requests: [rotation-proof.md](../secrets/rotation-proof.md)",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: [plain, "dev/prove/rotation.ts"],
  },
  {
    name: "rotation-guarantees",
    what: "rotations of every secret under steady load: locks, rights, refusals, grace, emergency, and no failed request",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: vitest("dev/e2e/rotation/rotation.long"),
  },
  {
    name: "provided-keys",
    what: "keys that only a person can make: given to `up` or `rotate`, refused, left out, killed halfway, unrevoked",
    shortCase: "packages/cli/rotate/rotators/provided-keys.test.ts",
    command: vitest("dev/e2e/rotation/third-party"),
  },
  {
    name: "key-shapes",
    what: "a restricted key, an ID with its secret, a JWT and a URL with a password: each one entry in `infra/`, tested at a vendor, rotated together, reported until revoked",
    shortCase: "packages/cli/rotate/rotators/key-shapes.test.ts",
    command: vitest("dev/e2e/rotation/key-shapes"),
  },
  {
    name: "renamed",
    what: "`up`, `rotate`, `status`, `migrate` and `check` of a stack whose components were all renamed",
    shortCase: "dev/e2e/stack/lifecycle.e2e.test.ts",
    command: vitest("dev/e2e/stack/renamed"),
  },
  {
    name: "no-modules",
    what: "a stack without any module passes the policies of prod, comes up, serves the platform's routes and rotates every secret",
    shortCase: "dev/structure/modules-removed.test.ts",
    command: vitest("dev/e2e/stack/no-modules"),
  },
  {
    name: "without-module",
    what: "`check prod` and the remaining tests of app and infra in a copy without each module, and in one without any",
    shortCase: "dev/structure/modules-removed.test.ts",
    command: vitest("dev/e2e/stack/without-module"),
  },
  {
    name: "new-stack",
    what: "tarballs of all packages, a new stack from them alone in a folder with a space: install, start, check, rotate, down",
    shortCase: "packages/create-seaworthy/keep-modules.test.ts",
    command: vitest("dev/e2e/packages/new-stack"),
  },
];
