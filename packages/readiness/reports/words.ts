import type { WaiverProblem } from "../waivers/problems.ts";
import type { Exemption, TemporaryWaiver } from "../waivers/waiver.ts";
import type { NotCovered } from "./not-covered.ts";
import { changeKinds, type Report, type ReportedFinding } from "./report.ts";

/** `1 violation`, `2 violations`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const waiverText = ({ owner, reason, expires, link }: TemporaryWaiver): string =>
  `${reason} (${owner}, until ${expires}, ${link})`;

export const exemptionText = ({ owner, notApplicable }: Exemption): string =>
  `${notApplicable} (${owner}, permanent)`;

/** `3 × random:index/randomId:RandomId`: types that no rule checks. */
export const notCoveredText = ({ type, count }: NotCovered): string => `${count} × ${type}`;

export const waiverProblemText = ({ waiver, message }: WaiverProblem): string =>
  `${waiver.file}:${waiver.line}: waiver of ${waiver.rule} for ${waiver.resource}: ${message}`;

export const resourceText = ({ resource }: Pick<ReportedFinding, "resource">): string =>
  resource?.name ?? "the stack";

/** `12 to create, 1 to delete`; unchanged resources are left out. */
export function changesText({ changes }: Report): string {
  const counts = changeKinds.map(
    (kind) => [kind, changes.filter((change) => change.kind === kind).length] as const,
  );
  const said = counts
    .filter(([kind, count]) => kind !== "same" && count > 0)
    .map(([kind, count]) => `${count} to ${kind}`);
  return said.length === 0 ? "no changes" : said.join(", ");
}

export function scoreText({ score, base }: Report): string {
  const before = base === undefined ? "" : `${base.score} → `;
  const range =
    score.certainty < 100
      ? `, ${score.certainty} % of it judged; ${score.atLeast} if everything unknown fails`
      : "";
  return `${before}${score.value}/100 (${score.readiness}${range})`;
}

/** Undefined before `seaworthy verify` has tried anything. */
export function provenText({ score: { proven }, stack }: Report): string | undefined {
  if (proven === undefined) return undefined;
  const how = `${proven.proven} of ${proven.provable} policies that experiments can show`;
  const next = proven.open.length === 0 ? "" : `; try the others: seaworthy verify ${stack}`;
  return `${proven.value}/100 proven on the running stack (${how}${next})`;
}

/** Undefined when the stack's cost is unknown. */
export function costText({ monthlyDollars, base }: Report): string | undefined {
  if (monthlyDollars === undefined) return undefined;
  const difference =
    base?.monthlyDollars === undefined ? undefined : monthlyDollars - base.monthlyDollars;
  const change =
    difference === undefined
      ? ""
      : ` (${difference === 0 ? "unchanged" : `${difference > 0 ? "+" : "−"}$${dollars(Math.abs(difference))}`})`;
  return `$${dollars(monthlyDollars)} a month by list prices and budgets${change}`;
}

const dollars = (amount: number): string => amount.toFixed(2).replace(/\.00$/, "");
