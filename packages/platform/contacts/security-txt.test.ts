import { describe, expect, test } from "vitest";
import { createApp } from "../app/create-app.ts";
import { parseBindings } from "../bindings/bindings.ts";
import { type Contact, contactsSchema, describeContact, inOrder } from "./contact.ts";
import { securityTxt } from "./security-txt.ts";

const onCall: Contact = { who: "On call", how: "tel:+49-30-123", level: 1 };
const security: Contact = {
  who: "Security",
  how: "mailto:sec@shop.example",
  level: 2,
  security: true,
};
const head: Contact = { who: "Head", how: "https://shop.example/head", level: 1, security: true };
const now = Date.parse("2026-11-30T18:10:00Z");

test("names who may be published, in order, until 30 days from now", () => {
  expect(securityTxt([security, onCall, head], { now, publicUrl: "https://shop.example" })).toBe(
    `Contact: https://shop.example/head
Contact: mailto:sec@shop.example
Expires: 2026-12-30T00:00:00.000Z
Preferred-Languages: en
Canonical: https://shop.example/.well-known/security.txt
`,
  );
  expect(securityTxt([onCall], { now, publicUrl: undefined })).toBeUndefined();
});

describe("/.well-known/security.txt", () => {
  const answer = (variables: Record<string, string>) =>
    createApp({ modules: [], write: () => undefined, clock: { now: () => now } }).request(
      "/.well-known/security.txt",
      {},
      parseBindings(variables, []),
    );

  test("is served as plain text", async () => {
    const response = await answer({ CONTACTS: JSON.stringify([onCall, security]) });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toContain("Contact: mailto:sec@shop.example\n");
    expect(text).not.toContain("tel:");
  });

  test.each<[string, Record<string, string>]>([
    ["nobody is named", {}],
    ["nobody may be published", { CONTACTS: JSON.stringify([onCall]) }],
    ["the binding is damaged", { CONTACTS: "[" }],
  ])("is 404 when %s", async (_when, variables) => {
    expect((await answer(variables)).status).toBe(404);
  });
});

test("the lowest level is called first", () => {
  expect(inOrder([security, onCall]).map(describeContact)).toEqual([
    "1. On call: tel:+49-30-123",
    "2. Security: mailto:sec@shop.example",
  ]);
});

test.each<[string, unknown]>([
  ["no contact", []],
  ["nobody of level 1", [security]],
  ["a line break", [{ ...onCall, who: "On call\nContact: mailto:evil@example.com" }]],
  ["a line break in the address", [{ ...onCall, how: "mailto:a@b.example\nExpires: never" }]],
  ["another scheme", [{ ...onCall, how: "javascript:alert(1)" }]],
  ["no scheme", [{ ...onCall, how: "sec@shop.example" }]],
  ["a level between two", [{ ...onCall, level: 1.5 }]],
  ["an unknown key", [{ ...onCall, phone: "1" }]],
])("%s is rejected", (_what, contacts) => {
  expect(contactsSchema.safeParse(contacts).success).toBe(false);
});
