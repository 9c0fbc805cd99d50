import { isStandIn } from "@seaworthy/core/stand-in";
import { type PlannedObject, type PlannedValue, unknown } from "@seaworthy/readiness/plan/value";

/** `computedValuePlaceholder` of Pulumi's pkg/resource/stack/deployment.go. */
const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** How the engine masks secrets in its output. */
const blinded = "[secret]";
/** How a secret is marked in gRPC messages: sdk/go/common/resource/sig of Pulumi. */
const signature = {
  key: "4dabf18193072939515e22adb298388d",
  secret: "1b47061264138c4ac30d75fd1eb44270",
};

/** Collected while properties are read. */
export interface Marks {
  readonly secretPaths: Set<string>;
  readonly unseenMarks: Set<string>;
  /** Texts that no report may show. */
  readonly secretTexts: Set<string>;
  /** By path: texts that contain stand-ins. */
  readonly standInTexts: Map<string, string>;
}

export const noMarks = (): Marks => ({
  secretPaths: new Set(),
  unseenMarks: new Set(),
  secretTexts: new Set(),
  standInTexts: new Map(),
});

type Properties = Readonly<Record<string, unknown>>;

/**
 * Properties as rules see them. Masked values are taken from the program's declaration: a provider
 * marks a whole list as secret for one element, and the plan then masks all of it. Rules may read
 * secrets, as they do during an update; stand-ins are unknown.
 */
export function readProperties(
  plan: Properties,
  declared: Properties,
  answer: Properties,
  marks: Marks,
): PlannedObject {
  const given = Object.entries(answer).filter(([, value]) => value !== unknownMark);
  const all = { ...Object.fromEntries(given), ...plan };
  const entries = Object.entries(all).map(([key, value]) => {
    const source = isBlinded(value) ? (declared[key] ?? answer[key] ?? value) : value;
    return [key, readValue(source, key, marks)] as const;
  });
  return Object.fromEntries(entries);
}

function isBlinded(value: unknown): boolean {
  if (value === blinded || isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isBlinded);
}

function readValue(value: unknown, path: string, marks: Marks, hidden = false): PlannedValue {
  if (value === blinded) {
    marks.secretPaths.add(path);
    return unknown;
  }
  if (isSecret(value)) {
    marks.secretPaths.add(path);
    return readValue(Reflect.get(value, "value"), path, marks, true);
  }
  if (value === unknownMark) {
    if (!hidden) marks.unseenMarks.add(path);
    return unknown;
  }
  if (Array.isArray(value))
    return value.map((item, index) => readValue(item, `${path}[${index}]`, marks, hidden));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        readValue(item, `${path}.${key}`, marks, hidden && !isLabel(key)),
      ]),
    );
  }
  if (hidden && typeof value === "string") marks.secretTexts.add(value);
  if (!isStandIn(value)) return readScalar(value);
  marks.standInTexts.set(path, String(value));
  return unknown;
}

/** Not secret in a list that is marked as a whole: reports need names for its elements. */
const isLabel = (key: string): boolean => ["name", "type", "className", "ref"].includes(key);

const readScalar = (value: unknown): PlannedValue =>
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean" ||
  value === null
    ? value
    : undefined;

/** Whether the message marks it as a secret. */
export const isSecret = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  Reflect.get(value, signature.key) === signature.secret;
