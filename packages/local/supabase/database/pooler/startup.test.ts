import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forProject, parseStartup, renderStartup } from "./startup.ts";

const ref = "abcdefghijklmnopqrst";
const login = (user: string, options?: string) =>
  new Map([
    ["user", user],
    ["database", "postgres"],
    ...(options === undefined ? [] : ([["options", options]] as const)),
  ]);

describe("a login at the pooler", () => {
  it.each([
    [login(`postgres.${ref}`), login("postgres")],
    [login(`role.with.dots.${ref}`), login("role.with.dots")],
    [login("postgres", `reference=${ref}`), login("postgres")],
    [login("postgres", `-c x=y reference=${ref}`), login("postgres", "-c x=y")],
  ])("that names the project belongs to the project", (given, inside) => {
    expect(forProject(given, ref)).toEqual(inside);
  });

  it.each([
    login("postgres"),
    login("postgres.anotherproject12345"),
    login(`postgres.${ref}x`),
    login(`.${ref}`),
    login(ref),
    login(""),
    login(`postgres.${ref}`, "reference=another"),
    login("postgres", "reference="),
  ])("that does not is refused", (given) => {
    expect(forProject(given, ref)).toBeUndefined();
  });
});

it("reads what it writes", () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word)), (pairs) => {
      const parameters = new Map(pairs);
      expect(parseStartup(renderStartup(parameters))).toEqual(parameters);
    }),
  );
});
