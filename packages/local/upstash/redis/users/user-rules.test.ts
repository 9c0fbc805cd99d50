import { describe, expect, it } from "vitest";
import { restToken } from "../rest/rest-token.ts";
import { changeUser } from "./user-rules.ts";
import { passwordHash } from "./users.ts";

const token = restToken({ username: "app", password: "secret-one" });

describe("ACL SETUSER", () => {
  it("adds to the user's rules, from left to right", () => {
    const first = changeUser(undefined, "app", ["on", `>${token}`, "~cache:*", "+get"]);
    expect(first).toEqual({
      username: "app",
      enabled: true,
      passwords: ["secret-one"],
      rules: ["~cache:*", "+get"],
    });
    expect(changeUser(first, "app", ["+set", "off"])).toMatchObject({
      enabled: false,
      rules: ["~cache:*", "+get", "+set"],
    });
  });

  it("starts from nothing after reset", () => {
    const user = changeUser(undefined, "app", ["on", `>${token}`, "+get", "reset", "~x"]);
    expect(user).toEqual({ username: "app", enabled: false, passwords: [], rules: ["~x"] });
  });

  it.each([
    ["by token", `<${token}`],
    ["by itself", "<secret-one"],
    ["by hash", `!${passwordHash("secret-one")}`],
    ["with all others", "resetpass"],
  ])("removes a password %s", (_how, rule) => {
    expect(changeUser(undefined, "app", [`>${token}`, rule]).passwords).toEqual([]);
  });

  it.each([
    ["an arbitrary password", ">hunter2hunter2"],
    ["another user's token", `>${restToken({ username: "other", password: "p" })}`],
    ["no password", "nopass"],
    ["a hashed password", `#${passwordHash("x")}`],
    ["a rule for a subcommand", "+client|list"],
    ["a selector", "(+get ~x)"],
    ["two words in one", "+get +set"],
  ])("refuses %s, and does not repeat it in the error", (_what, rule) => {
    expect(() => changeUser(undefined, "app", [rule])).toThrow(
      /^ERR Error in ACL SETUSER modifier/,
    );
    expect(() => changeUser(undefined, "app", [rule])).not.toThrow(/hunter2/);
  });
});
