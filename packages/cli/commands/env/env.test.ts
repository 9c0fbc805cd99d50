import { expect, test } from "vitest";
import { runCommand } from "../../testing/run-command.ts";

test("of a stack at the vendors only selects it: the rest is the operator's own", async () => {
  expect(await runCommand("env", "prod")).toEqual({
    code: 0,
    stdout: "export PULUMI_STACK='prod'\n",
    stderr: "",
  });
});

test.each(["prod'; id; '", "$(id)", "../prod"])(
  "prints nothing that a shell would run for the stack %s",
  async (stack) => {
    const { code, stdout } = await runCommand("env", stack);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  },
);
