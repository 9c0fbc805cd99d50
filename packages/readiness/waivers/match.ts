import { daysBetween } from "@seaworthy/core/days";
import { defined } from "@seaworthy/core/defined";
import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import type { Finding, Rule } from "../rules/rule.ts";
import { subjectOf } from "./subject.ts";
import { isExemption, longestDays, type Waiver } from "./waiver.ts";

/** The names by which a waiver may refer to a violation, shortest first. */
function namesOf(finding: Finding, rule: Rule): string[] {
  const subject = subjectOf(finding);
  const print = fingerprintOf(identityOf(finding, rule));
  return subject === undefined ? [print] : [subject, print];
}

/** What identifies a violation. */
export function identityOf(finding: Finding, rule: Rule) {
  const { message, resource, place } = finding;
  const subject = subjectOf(finding);
  return {
    rule: rule.id,
    message,
    ...defined({ subject }),
    ...(resource ? { resource: { type: resource.type, name: resource.name } } : {}),
    ...(place ? { file: place.file } : {}),
  };
}

/** Whether a waiver is for that rule and names the finding's resource. */
export function isAbout(waiver: Waiver, { resource }: Finding, rule: Rule): boolean {
  const names = resource === undefined ? ["stack"] : [resource.name, resource.urn];
  return isOfRule(waiver, rule) && names.includes(waiver.resource);
}

export const isOfRule = (waiver: Waiver, { id, aliases = [] }: Rule): boolean =>
  waiver.rule === id || aliases.includes(waiver.rule);

/** The result of applying a rule's waivers to its violations. */
export interface Matches {
  readonly by: ReadonlyMap<Finding, Waiver>;
  /** Waivers that match more than one violation, with the names that would distinguish them. */
  readonly tooBroad: ReadonlyMap<Waiver, readonly string[]>;
  /** Waivers of violations that an earlier one covers, which is given too. */
  readonly doubled: ReadonlyMap<Waiver, Waiver>;
}

/**
 * Finds the waiver of each violation of a rule. A waiver covers one violation: if a rule may find
 * several in a resource, the waiver must say which.
 */
export function matchWaivers(
  findings: readonly Finding[],
  rule: Rule,
  waivers: readonly Waiver[],
  today: string,
): Matches {
  const by = new Map<Finding, Waiver>();
  const tooBroad = new Map<Waiver, readonly string[]>();
  const doubled = new Map<Waiver, Waiver>();
  const violations = findings.filter(({ kind }) => kind === "violation");
  for (const waiver of waivers.filter((one) => holds(one, rule, today))) {
    const about = violations.filter((finding) => isAbout(waiver, finding, rule));
    const named = about.filter((finding) => names(waiver, finding, rule));
    if (waiver.finding === undefined ? !isWhole(about) : printsOf(named, rule).length > 1) {
      const choices = waiver.finding === undefined ? about : named;
      tooBroad.set(
        waiver,
        choices.map((finding) => nameAmong(finding, violations, rule)),
      );
      continue;
    }
    const earlier = named.map((finding) => by.get(finding)).find((one) => one !== undefined);
    if (earlier !== undefined) doubled.set(waiver, earlier);
    for (const finding of named) if (!by.has(finding)) by.set(finding, waiver);
  }
  return { by, tooBroad, doubled };
}

/** The shortest name that tells a violation from the rule's other ones. */
export function nameAmong(finding: Finding, all: readonly Finding[], rule: Rule): string {
  const [name = "", print = name] = namesOf(finding, rule);
  const alike = all.filter(
    (one) => one.resource?.name === finding.resource?.name && namesOf(one, rule).includes(name),
  );
  return printsOf(alike, rule).length > 1 ? print : name;
}

/** Violations with the same fingerprint cannot be told apart, and count as one. */
const printsOf = (findings: readonly Finding[], rule: Rule): readonly string[] => [
  ...new Set(findings.map((finding) => namesOf(finding, rule).at(-1) ?? "")),
];

/** A single violation about the whole resource needs no further name. */
const isWhole = (about: readonly Finding[]): boolean =>
  about.length === 0 || (about.length === 1 && about.every((one) => subjectOf(one) === undefined));

const names = ({ finding }: Waiver, one: Finding, rule: Rule): boolean =>
  finding === undefined || namesOf(one, rule).includes(finding);

function holds(waiver: Waiver, rule: Rule, today: string): boolean {
  if (!isOfRule(waiver, rule)) return false;
  if (isExemption(waiver)) return true;
  const daysLeft = daysBetween(today, waiver.expires);
  return daysLeft >= 0 && daysLeft <= longestDays[rule.rank];
}
