import { afterAll, beforeAll, expect, test } from "vitest";
import { plain, Secret } from "../../kit/values.ts";
import type { RunningPlugin } from "../../testing/plugin-process.ts";
import { startSeaworthy } from "../testing.ts";

let plugin: RunningPlugin;

beforeAll(async () => {
  plugin = await startSeaworthy();
  await plugin.client.configure("pulumi:providers:seaworthy", {});
});

afterAll(() => plugin.kill());

test("an existing secret is imported from an environment variable", async () => {
  const importing = await startSeaworthy({ EXISTING_SECRET: "canary-existing-secret" });
  await importing.client.configure("pulumi:providers:seaworthy", {});
  const found = await importing.client.read("seaworthy:index:Credential", "EXISTING_SECRET");
  expect(found?.outputs.value).toEqual(new Secret("canary-existing-secret"));
  expect(`${found?.id} ${JSON.stringify(found?.inputs)}`).not.toContain("canary");
  await expect(importing.client.read("seaworthy:index:Credential", "NOT_SET")).rejects.toThrow(
    /NOT_SET.* is not set/,
  );
  await importing.kill();
});

test("a credential passes through its phases with both values, and a repeated step changes nothing", async () => {
  const type = "seaworthy:index:Credential";
  const { inputs } = await plugin.client.check(type, {
    purpose: "test",
    bytes: 48,
    encoding: "hex",
  });
  const first = await plugin.client.create(type, inputs);
  const pending = await plugin.client.update(type, first, { ...inputs, step: "pending:2" });
  expect(plain(pending.outputs)).toMatchObject({
    phase: "pending",
    value: plain(first.outputs).value,
    generation: 1,
  });
  expect(String(plain(pending.outputs).other)).toMatch(/^[0-9a-f]{96}$/);
  const again = await plugin.client.update(type, pending, { ...inputs, step: "pending:2" });
  expect(plain(again.outputs).other).toBe(plain(pending.outputs).other);
  const published = await plugin.client.update(type, again, { ...inputs, step: "publish:2" });
  expect(plain(published.outputs)).toMatchObject({
    value: plain(pending.outputs).other,
    other: plain(first.outputs).value,
    generation: 2,
  });
  const described = await plugin.client.update(type, published, {
    ...inputs,
    purpose: "other words",
  });
  expect(plain(described.outputs)).toMatchObject({
    phase: "published",
    value: plain(published.outputs).value,
  });
  const retired = await plugin.client.update(type, described, { ...inputs, step: "retire:2" });
  expect(plain(retired.outputs)).toMatchObject({ phase: "steady", other: "", generation: 2 });
  const skipped = plugin.client.update(type, retired, { ...inputs, step: "publish:3" });
  await expect(skipped).rejects.toThrow(/steady at generation 2 cannot go to publish:3/);
});

test("a provided value is read from the variable's former name too", async () => {
  const type = "seaworthy:index:Credential";
  const own = await startSeaworthy({
    SEAWORTHY_GIVEN_ACME_KEY: "canary-former-name",
    SEAWORTHY_PROVIDED_GLOBE_KEY: "canary-name",
    SEAWORTHY_GIVEN_GLOBE_KEY: "canary-not-this",
  });
  await own.client.configure("pulumi:providers:seaworthy", {});
  const made = async (binding: string) => {
    const declared = { purpose: "test", given: `SEAWORTHY_PROVIDED_${binding}` };
    const { inputs } = await own.client.check(type, declared);
    return plain((await own.client.create(type, inputs)).outputs).value;
  };
  expect([await made("ACME_KEY"), await made("GLOBE_KEY"), await made("OTHER_KEY")]).toEqual([
    "canary-former-name",
    "canary-name",
    "",
  ]);
  await own.kill();
});
