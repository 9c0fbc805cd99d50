/** Where a built-in plugin still behaves unlike the official one of the same version. */
export interface Difference {
  readonly types: readonly string[];
  readonly when: "import" | "read after delete";
  readonly builtIn: string;
  readonly official: string;
}

/** The scenarios expect each of them from the official plugins, so a row that is over fails. */
export const differences: readonly Difference[] = [
  {
    types: [
      "sentry:index/alert:Alert",
      "sentry:index/key:Key",
      "sentry:index/metricMonitor:MetricMonitor",
      "sentry:index/uptimeMonitor:UptimeMonitor",
      "supabase:index/apikey:Apikey",
    ],
    when: "read after delete",
    builtIn: "the object is gone, and `up` creates it again",
    official: "an error: remove it from the state first (`pulumi state delete <urn>`)",
  },
  {
    types: ["supabase:index/project:Project"],
    when: "read after delete",
    builtIn: "the project is gone, and `up` creates it again",
    official: "the project is still there as the state knows it",
  },
  {
    types: ["sentry:index/alert:Alert"],
    when: "import",
    builtIn: "`triggerConditions` as they are",
    official: "as many empty objects, so the first `up` sends the program's conditions",
  },
];

export const differenceOf = (type: string, when: Difference["when"]): Difference | undefined =>
  differences.find((one) => one.when === when && one.types.includes(type));

/** `sentry.Key`, as programs write it. */
const nameOf = (type: string): string => {
  const [provider, , name] = type.split(":");
  return `\`${provider}.${name}\``;
};

/** The table in docs/local-cloud/parity.md, and at the end of `npm run parity`. */
export function renderDifferences(): string {
  const rows = differences.map(
    ({ types, when, builtIn, official }) =>
      `| ${types.map(nameOf).join(", ")} | ${when} | ${builtIn} | ${official} |`,
  );
  return [
    "## Built-in plugins and official ones",
    "",
    "The local stack runs on built-in plugins, every other stack on the official ones. They differ in:",
    "",
    "| resource | when | built-in | official |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
