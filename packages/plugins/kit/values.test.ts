import fc from "fast-check";
import { expect, test } from "vitest";
import {
  carrySecrets,
  decode,
  encode,
  hasUnknown,
  plain,
  Secret,
  sameValue,
  unknown,
  type Value,
} from "./values.ts";

const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.string());
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(unknown),
    tie("value").map((inner) => new Secret(inner)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { maxKeys: 3 }),
  ),
}));

test("what is encoded for the engine decodes to the same", () => {
  fc.assert(fc.property(value, (given) => void expect(decode(encode(given))).toEqual(given)));
});

test("a value equals itself without its marks, unless it is unknown", () => {
  fc.assert(fc.property(value, (given) => sameValue(given, plain(given)) === !hasUnknown(given)));
});

test("a secret never shows in a string", () => {
  expect(`${new Secret("canary")} ${JSON.stringify({ a: new Secret("canary") })}`).not.toContain(
    "canary",
  );
});

test("marks are copied to the same place", () => {
  const source = { origin: { password: new Secret("p"), host: "h" }, open: 1 };
  expect(carrySecrets({ origin: { password: "p", host: "h" }, open: 1 }, source)).toEqual(source);
});

test("a list with changed elements is marked entirely, because a secret may have moved", () => {
  const source = { bindings: [{ text: new Secret("s") }, { text: "t" }] };
  const marked = carrySecrets({ bindings: [{ text: "t" }, { text: "s" }] }, source);
  expect(marked.bindings).toBeInstanceOf(Secret);
  expect(carrySecrets({ bindings: [{ text: "s" }, { text: "t" }] }, source)).toEqual(source);
});

test("an unknown equals nothing, not even itself", () => {
  expect(sameValue(unknown, unknown)).toBe(false);
});
