import { describe, expect, test } from "vitest";
import { phasesOfField } from "./availability.ts";
import { compile, fields, functions, phases, sampleRequest, typeName } from "./index.ts";
import { documentedFields, documentedFunctions } from "./testing/documented.ts";
import { headerValueFields } from "./testing/header-value-fields.ts";

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

describe.each(Object.entries(documentedFields))(
  "fields that are documented as %s",
  (type, names) => {
    test.each(words(names))("%s", (name) => {
      const field = fields.get(name);
      expect(field && typeName(field.type)).toBe(type);
    });
  },
);

describe.each(Object.entries(headerValueFields))("values of %s", (phase, listed) => {
  test.each(words(listed))("may have %s", (pattern) => {
    const below = pattern.replace(/\*$/, "");
    const names = [...fields.keys()].filter((name) =>
      pattern.endsWith("*") ? name.startsWith(below) : name === pattern,
    );
    expect(names).not.toEqual([]);
    for (const name of names) expect(phasesOfField(name, "value"), name).toContain(phase);
  });
});

test("every documented function exists", () => {
  expect(words(documentedFunctions).filter((name) => !functions.has(name))).toEqual([]);
});

test("every field can be read from a request without it, and returns its type or a missing value", () => {
  const request = sampleRequest();
  for (const [name, field] of fields) {
    const value = field.read(request);
    const kinds = { String: "string", Int: "number", Bool: "boolean", IP: "string" } as const;
    if (typeof field.type === "string")
      expect([kinds[field.type], "undefined"], name).toContain(typeof value);
    else
      expect(
        Array.isArray(value) ? "array" : value instanceof Map ? "map" : typeof value,
        name,
      ).toBe("array" in field.type ? "array" : "map");
  }
});

test("what a phase lists are fields, or all below a name that has fields", () => {
  const unknown = Object.values(phases).flatMap((phase) => {
    const listed: readonly string[] = [
      ...("only" in phase ? phase.only : []),
      ...("values" in phase ? phase.values : []),
      ...("also" in phase ? phase.also : []),
    ];
    return listed.filter(
      (pattern) =>
        ![...fields.keys()].some(
          (name) => name === pattern || `${name}.`.startsWith(pattern.replace(/\*$/, "")),
        ),
    );
  });
  expect(unknown).toEqual([]);
});

test("a neutral request does not match rules against bots, attacks and leaks", () => {
  const suspicious = [
    "cf.bot_management.score lt 30 and not cf.bot_management.verified_bot",
    "cf.waf.score lt 20",
    "cf.llm.prompt.injection_score lt 20",
    "cf.waf.content_scan.has_malicious_obj",
    "cf.waf.credential_check.password_leaked",
    "cf.threat_score gt 10",
    "ip.src in $cf.anonymizer",
  ];
  for (const expression of suspicious)
    expect(compile(expression)(sampleRequest()), expression).toBe(false);
});
