import type { Value } from "@seaworthy/plugins/kit/values";
import type { Drift, DriftReport, Unread } from "./finding.ts";

/** As text: one line per drift, then what could not be read. */
export function renderDrift({ drifts, unread, compared }: DriftReport): string {
  const lines = [
    ...drifts.map(lineOf),
    ...unread.map(({ name, reason }) => `not read    ${name}: ${reason}`),
    `${compared} resources compared: ${drifts.length} drifted, ${unread.length} not read.`,
  ];
  return `${lines.join("\n")}\n`;
}

function lineOf(drift: Drift): string {
  const { kind, name, path, since, todo } = drift;
  const values =
    "declared" in drift || "live" in drift
      ? `: ${shown(drift.live)}, declared ${shown(drift.declared)}`
      : "";
  const more = [
    ...(since === undefined ? [] : [`changed ${since}`]),
    ...(todo === undefined ? [] : [todo]),
  ];
  const note = more.length === 0 ? "" : ` (${more.join("; ")})`;
  return `${kind.padEnd(10)}  ${[name, path].filter(Boolean).join(" ")}${values}${note}`;
}

const longest = 120;

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Without the repair functions. */
export function driftJson(report: DriftReport): string {
  const drifts = report.drifts.map(({ repair, repairKey: _, ...drift }) => ({
    ...drift,
    repairable: repair !== undefined,
  }));
  return `${JSON.stringify({ ...report, drifts })}\n`;
}

/** SARIF 2.1.0; every result points at the stack file, because a drift has no line. */
export function driftSarif({ drifts, unread }: DriftReport, stackFile: string): string {
  const locations = [
    { physicalLocation: { artifactLocation: { uri: stackFile }, region: { startLine: 1 } } },
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "seaworthy drift", rules: kinds.map((id) => ({ id })) } },
        invocations: [
          {
            executionSuccessful: unread.length === 0,
            toolExecutionNotifications: unread.map((one) => ({
              message: { text: unreadText(one) },
            })),
          },
        ],
        results: drifts.map((drift) => ({
          ruleId: drift.kind,
          level: "warning",
          message: { text: lineOf(drift) },
          locations,
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const kinds = ["changed", "missing", "order", "foreign", "undeclared"] as const;
const unreadText = ({ name, reason }: Unread): string => `${name} could not be read: ${reason}`;
