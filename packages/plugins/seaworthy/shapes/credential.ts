import { number, output, type Shape, string } from "../../engine/shape.ts";
import { stepPattern } from "../credential/phases.ts";

const secretOutput = { mode: "output", secret: true, moves: true } as const;
const moving = { ...output, moves: true } as const;

/** The properties of `seaworthy:index:Credential`. */
export const credentialShape = {
  /**
   * Its purpose in a few words: `signs the app's tokens`. Shown in reports; not part of the value.
   */
  purpose: string({ mode: "required", matches: [/\S/, "must say what the credential is for"] }),
  /** Who is responsible for it. Shown in reports. */
  owner: string({ default: "unknown" }),
  /** Maximum age in days before a rotation is due. Default 90. */
  everyDays: number({ default: 90, range: [1, 3650] }),
  /** Random bytes of a value, 16 to 128. Default 32. A change applies from the next generation. */
  bytes: number({ default: 32, range: [16, 128] }),
  /**
   * Encoding of the bytes: hex has two characters per byte, base64url four per three bytes. Default
   * `base64url`.
   */
  encoding: string({ default: "base64url", oneOf: ["hex", "base64url"] }),
  /**
   * The step of a rotation: `pending:2`, `publish:2`, `retire:2` or `abandon:2`. When omitted, the
   * phase stays.
   */
  step: string({
    mode: "computed",
    matches: [
      stepPattern,
      "must be pending, publish, retire or abandon, and a generation: pending:2",
    ],
  }),
  /**
   * Environment variable with the next value, if only an operator can supply it. Until the first
   * one is supplied, `value` is empty and `generation` 0. When omitted, values are random.
   */
  given: string({ mode: "computed" }),
  phase: string({ ...moving, oneOf: ["steady", "pending", "published"] }),
  /** The slot of the value in use. */
  slot: string({ ...moving, oneOf: ["a", "b"] }),
  /** Generation of the value in use. */
  generation: number(moving),
  newest: number(moving),
  /** Secret. The value in use. */
  value: string(secretOutput),
  /**
   * Secret. The other accepted value: the next one while it is pending, the previous one once that
   * is published. Otherwise empty: an absent output would be unknown in every preview.
   */
  other: string(secretOutput),
  /** Secret. The value in slot `a`, accepted or not. */
  valueA: string(secretOutput),
  /** Secret. */
  valueB: string(secretOutput),
  generationA: number(moving),
  generationB: number(moving),
  madeAtA: string(moving),
  madeAtB: string(moving),
  /** ISO 8601: when the value in use was created. */
  createdAt: string(moving),
  phaseSince: string(moving),
  lastExposureSeconds: number({ ...moving, later: true }),
} satisfies Shape;
