import { expect, test } from "vitest";
import { unknown } from "../kit/values.ts";
import { changesBetween, sameKey } from "./diff.ts";
import { importedInputs, refreshedInputs } from "./refresh.ts";
import { computed, json, list, map, object, type Shape, string } from "./shape.ts";
import { fromWire, markSecrets, toWire, withKept } from "./wire.ts";

const shape: Shape = {
  name: string({ mode: "required" }),
  zone: string({ mode: "required", replaces: true, elsewhere: true }),
  description: string(computed),
  settings: json(),
  headers: map(object({ operation: string() })),
  rules: list(
    object({
      id: string(computed),
      expression: string({ mode: "required" }),
      checkPresences: list(string(), { wire: "check_presence" }),
    }),
  ),
  login: object({ user: string(), password: string({ secret: true, writeOnly: true }) }),
};

const inputs = {
  name: "a",
  zone: "z",
  rules: [{ expression: "true" }],
  login: { user: "u", password: "p" },
};

test("a vendor's default is no change if left out; a value that the program set and dropped is one", () => {
  expect(changesBetween(shape, { ...inputs, description: "theirs" }, inputs)).toEqual([]);
  expect(changesBetween(shape, { ...inputs, settings: "{}" }, inputs)).toEqual([
    { path: "settings", kind: "delete", replaces: false },
  ]);
});

test("changes have their paths, and say what causes a replacement", () => {
  const news = {
    ...inputs,
    zone: unknown,
    rules: [{ expression: "false" }, { expression: "true" }],
    headers: { "X-Frame.Options": { operation: "set" } },
  };
  expect(
    changesBetween(
      shape,
      { ...inputs, headers: { "X-Frame.Options": { operation: "remove" } } },
      news,
    ),
  ).toEqual([
    { path: "zone", kind: "update", replaces: true },
    { path: 'headers["X-Frame.Options"].operation', kind: "update", replaces: false },
    { path: "rules[0].expression", kind: "update", replaces: false },
    { path: "rules[1]", kind: "add", replaces: false },
  ]);
});

test("JSON is compared by its content", () => {
  expect(
    changesBetween(
      shape,
      { ...inputs, settings: '{"a":1,"b":2}' },
      { ...inputs, settings: '{ "b": 2, "a": 1 }' },
    ),
  ).toEqual([]);
});

test("a key that contains an unknown is not the same key", () => {
  expect([sameKey(["zone"], inputs, inputs), sameKey(["zone"], inputs, { zone: unknown })]).toEqual(
    [true, false],
  );
});

test("a refresh sees what the program set as it is now, and foreign values that only the program should set", () => {
  const live = {
    name: "b",
    zone: "z",
    description: "theirs",
    rules: [{ id: "1", expression: "true" }],
    headers: { A: { operation: "set" } },
    login: { user: "u", password: "p" },
  };
  expect(refreshedInputs(shape, inputs, live)).toEqual({
    ...inputs,
    name: "b",
    headers: { A: { operation: "set" } },
  });
});

test("an import includes every possible input that has a value", () => {
  const live = { name: "b", zone: "z", description: "", rules: [], login: { user: "u" } };
  expect(importedInputs(shape, live)).toEqual({ name: "b", zone: "z", login: { user: "u" } });
});

test("bodies use the vendor's names, and convert back", () => {
  const sent = {
    name: "a",
    zone: "z",
    settings: '{"max":1}',
    rules: [{ expression: "true", checkPresences: ["x"] }],
  };
  const body = toWire(shape, sent);
  expect(body).toEqual({
    name: "a",
    settings: { max: 1 },
    rules: [{ expression: "true", check_presence: ["x"] }],
  });
  expect({ ...fromWire(shape, { ...body, extra: 1 }), zone: "z" }).toEqual(sent);
});

test("write-only values are kept, and marked secret", () => {
  const kept = withKept(shape, { login: { user: "v" } }, inputs);
  expect(kept).toEqual({ login: { user: "v", password: "p" } });
  expect(JSON.stringify(markSecrets(shape, kept))).toBe(
    '{"login":{"user":"v","password":"[secret]"}}',
  );
});
