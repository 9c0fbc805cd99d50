import { z } from "zod";
import { isPlaceholderOwner, placeholderIn } from "../rules/helpers/placeholders.ts";
import type { Rank } from "../rules/rule.ts";

const name = z.string().trim().min(1, "must not be empty");

/** Several words, so that a reader learns something: `TODO` and `xxxxxxxxxx` are refused. */
const sentence = (says: string) =>
  z
    .string()
    .trim()
    .refine(
      (text) =>
        text.length >= 10 &&
        (text.match(/\p{L}{2,}/gu) ?? []).length >= 2 &&
        placeholderIn(text) === undefined &&
        !/^(\W*(todo|tbd|fixme|reason|because|lorem ipsum)\W*)+$/i.test(text),
      `must explain in a sentence ${says}`,
    );

const what = {
  /** The rule's id, or a former one. */
  rule: name,
  /** Name or URN of the resource; `stack` for a violation without a resource. */
  resource: name,
  /**
   * Which violation of that rule on that resource: the table, the binding, the rule's ref, or the
   * fingerprint, as shown in a report.
   */
  finding: name.optional(),
  owner: z
    .string()
    .trim()
    .refine(
      (owner) => owner.length >= 2 && !isPlaceholderOwner(owner),
      "must name a person or a team",
    ),
};

/** A violation accepted until a date. */
const temporary = z.strictObject({
  ...what,
  reason: sentence("why the violation is acceptable"),
  /** Last day of its validity. */
  expires: z.iso.date("must be a date such as 2026-12-31"),
  /** Where the decision was made: a ticket or a discussion. */
  link: z.url({ protocol: /^https$/, error: "must be an https address" }),
});

/** A rule that permanently does not apply to a resource. */
const permanent = z.strictObject({
  ...what,
  notApplicable: sentence("why the rule does not apply"),
});

export const waiverSchema = z.union([temporary, permanent]);
/** For messages: which of the two was probably meant. */
export const schemaOf = (item: unknown) =>
  typeof item === "object" && item !== null && "notApplicable" in item ? permanent : temporary;

interface Written {
  /** The file, relative to the folder that contains Pulumi.yaml, and the line, from 1. */
  readonly file: string;
  readonly line: number;
}

export type TemporaryWaiver = z.output<typeof temporary> & Written;
export type Exemption = z.output<typeof permanent> & Written;
export type Waiver = TemporaryWaiver | Exemption;

export const isExemption = (waiver: Waiver): waiver is Exemption => "notApplicable" in waiver;

/**
 * How far ahead a waiver may expire, in days from the check: the more severe the rule, the sooner
 * it must be reviewed.
 */
export const longestDays: Readonly<Record<Rank, number>> = {
  critical: 14,
  high: 30,
  medium: 90,
  low: 180,
};
