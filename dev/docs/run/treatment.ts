/** How a page's command line is tried on a local stack. */
export type Treatment =
  | {
      readonly kind: "run";
      /** The typed line; the local stack replaces a deployed one. */
      readonly typed: string;
      /** Ended by Ctrl-C after some seconds. */
      readonly isEndless: boolean;
      /** It removes the stack, so it runs last. */
      readonly isLast: boolean;
    }
  | { readonly kind: "not-run"; readonly why: string };

const ownAccount = "it needs accounts of one's own";

/** Lines that are not tried, and why; the first matching pattern applies. */
export const notRun: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^npm (start|ci)$/, "the run begins with it"],
  [/^npm test$/, "the whole test suite, which CI runs"],
  [/^npm install \.\.\/seaworthy\/dist/, "it changes the packages of the checkout"],
  [/^npm run check\b/, "`npx seaworthy check`, with the packages installed first"],
  [/^npm run \w/, "a long run of its own; the script's name is checked"],
  [/^npx vitest /, "part of `npm test`"],
  [/pulumi login\b/, "it changes the user's own login"],
  [/^npx seaworthy (?!doctor|dev)\w+$/, "prose that names a command"],
  [
    /seaworthy adopt\b|adopted\/|waivers\.shop|stack init shop|\.\.\/policies/,
    `${ownAccount}; the long run \`adopt\` tries it`,
  ],
  [/seaworthy init\b|doctor prod/, `${ownAccount}; the long run \`init\` tries it`],
  [/--real\b|--live-database\b/, ownAccount],
  [
    / \.\.\/(shop|other-stack)\b/,
    "it needs another project; the long run `check-programs` tries it",
  ],
  [/--base origin\/main/, "it needs the remote's branch"],
  [/--profile policies\.yaml/, "the reader writes the file; snippets.test.ts reads the page's"],
  [
    /rotate (prod|local) (stripe|mail-provider|vapi-webhook)\b/,
    "a person makes the key; the long run `provided-keys`",
  ],
  [/stack-passphrase\b/, "it asks for a passphrase; passphrase.e2e.test.ts tries it"],
  [/seaworthy rollback\b/, "it needs an earlier version with other code; the long run `rollback`"],
  [/--config-file|--new-ports/, "it needs a state of one's own"],
  [/<[^>]+>|…/, "a pattern to fill in"],
];

/** Terminal sessions, and commands that run until Ctrl-C. */
const endless = /seaworthy (dev$|(psql|redis) \S+( --write)?$)|--follow\b/;
const last = /seaworthy (down|destroy)\b/;
/** Checks call no vendor: they run for the stack that the page names. */
const onStack = /(seaworthy (?!check\b)[\w -]*?)\b(prod|staging)(?=\s|$)/g;
const asking = [
  "destroy",
  "down \\S+ --wipe",
  "drift \\S+ --repair",
  "migrate \\S+ down",
  "rotate \\S+ .*--emergency",
].join("|");
const asks = new RegExp(`seaworthy (${asking})\\b|pulumi refresh$`);
/** Plain Pulumi on the local stack needs its own home and backend: docs/start/local.md. */
const ofLocalStack = 'eval "$(npx seaworthy env local)" && npx pulumi';

export function treatmentOf(line: string): Treatment {
  const shown = line
    .replaceAll("<stack>", "prod")
    .replace(/\s+# .*$|\s+#$| \(.*\)$/s, "")
    .trim();
  const why = notRun.find(([pattern]) => pattern.test(shown))?.[1];
  if (why !== undefined) return { kind: "not-run", why };
  const local = shown.replaceAll(onStack, "$1local").replace(/^npx pulumi\b/, ofLocalStack);
  const answer = asks.test(local) && !/--(yes|json|sarif)\b/.test(local) ? " --yes" : "";
  return {
    kind: "run",
    typed: `${shortened(local)}${answer}`,
    isEndless: endless.test(shown),
    isLast: last.test(shown),
  };
}

const visitors =
  '(APP=$(npx seaworthy open local --print); for n in $(seq 60); do curl -sS -o /dev/null "$APP/health"; sleep 1; done)';

/** Load and experiments have their own long runs; here only their options are tested. */
const shortened = (line: string): string =>
  line
    .replace(/(load local)\b(.*?)( --duration \w+)?( --vus \d+)?$/, "$1$2 --duration 5s --vus 5")
    .replace(/(verify local)( --(?:json|junit|resume))?$/, "$1$2 --only tls")
    .replace(/^(npx seaworthy faults local)( --json)?$/, "$1 redis-killed$2")
    // Without a visitor `watch` shows nothing, which is exit code 1.
    .replace(
      /^npx seaworthy watch local --for \w+/,
      `${visitors} & npx seaworthy watch local --for 30s`,
    )
    // A page lifts a block that is there.
    .replace(/^(npx seaworthy blocks) lift local (\S+)$/, "$1 add local $2 --minutes 5 && $&");

/** Exit codes of lines that show a rejection: curl exits with 22 for statuses of 400 and above. */
const refusals: readonly (readonly [pattern: RegExp, code: number])[] = [
  [/index\.php/, 22],
  [/requests_per_period": 20/, 22],
  [/tls-max 1\.1/, 35],
];
export const exitCodeOf = (line: string): number =>
  refusals.find(([pattern]) => pattern.test(line))?.[1] ?? 0;
