import { modules } from "@seaworthy/app/src/modules";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { readStackFile, stackNames } from "@seaworthy/stack/config/stack-file";
import { runProgram } from "@seaworthy/stack/testing/program";
import { expect, test } from "vitest";

interface Binding {
  readonly name: string;
  readonly type: string;
}

test.each(stackNames)(
  "%s binds everything that the app needs, secrets as secrets",
  async (name) => {
    const program = await runProgram(readStackFile(name));
    const [version] = Object.values(program.of("cloudflare:index/workerVersion:WorkerVersion"));
    // Pulumi's mocks pass a list that contains a secret as one secret.
    const bindings = version?.bindings as { value: readonly Binding[] } | undefined;
    const bound = new Map(bindings?.value.map(({ name, type }) => [name, type]));
    const needed = tableOfBindings(modules).filter(({ needed }) => needed !== "no");
    expect(needed.length).toBeGreaterThan(0);
    for (const { name, kind } of needed) expect(bound.get(name), name).toBe(kind);
  },
);
