import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { createTestStack, executeIn, mustSucceed, type TestStack } from "../harness.ts";
import { textIn } from "./rotation-stack.ts";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const text = (bytes: number) => randomBytes(bytes).toString("base64url");

interface Shape {
  readonly name: string;
  readonly newValue: () => string;
  /** The `Authorization` header by which its vendor knows it; without one no vendor tests it. */
  readonly header?: (value: string) => string;
  /** The entry's kind, as a team writes it. */
  readonly kind: string;
}

const madeAt = `madeAt: "https://vendor.example/keys", gap: "none: both work"`;
const vendor = (form: string, header: string, more = "") =>
  `vendorKey({ ${madeAt}, toEnd: "end it there", formText: "a key", form: String.raw\`${form}\`,
      probe: { vendor: "Vendor", url: "https://vendor.example/v1/me", headers: { authorization: "${header}" }${more} } })`;

/** Keys as vendors make them. */
const shapes: readonly Shape[] = [
  {
    name: "restricted",
    newValue: () => `rk_live_${hex(48)}`,
    header: (value) => `Bearer ${value}`,
    kind: vendor(String.raw`(sk|rk)_live_\w{24,}`, "Bearer {value}", ", accepted: [403]"),
  },
  {
    name: "pair",
    newValue: () => `AC${hex(16)}:${hex(16)}`,
    header: (value) => `Basic ${Buffer.from(value).toString("base64")}`,
    kind: vendor("AC[0-9a-f]{32}:[0-9a-f]{32}", "Basic {base64}"),
  },
  {
    name: "token",
    newValue: () => `eyJhbGciOiJFUzI1NiJ9.${text(600)}.${text(64)}`,
    header: (value) => `Bearer ${value}`,
    kind: vendor(String.raw`ey[\w-]+(\.[\w-]+){2}`, "Bearer {value}"),
  },
  {
    name: "address",
    newValue: () =>
      `smtps://apikey:p%40ss%2F${text(24)}%3F$1&{value}@smtp.vendor.example:465/?a=1#b`,
    kind: `sharedKey({ ${madeAt}, formText: "smtps://…", form: String.raw\`smtps://[^\\s:@/]+:[^\\s@/]+@\\S+\` })`,
  },
];
const names = shapes.map(({ name }) => `trial-${name}`);
const bindingOf = ({ name }: Shape) => `TRIAL_${name.toUpperCase()}`;
const tableFile = join("infra", "secret-table.ts");

/** The one edit that a team makes. */
function declareAll({ root }: CheckoutCopy): void {
  const entries = shapes.map(
    (shape) => `  defineSecret({
    name: "trial-${shape.name}", purpose: "tries a shape of keys", binding: "${bindingOf(shape)}",
    acceptsBoth: false, consumers: ["the Worker, at the vendor"],
    kind: ${shape.kind},
  }),\n`,
  );
  const file = join(root, tableFile);
  const table = readFileSync(file, "utf8");
  const [before, after, ...rest] = table.split("] as const satisfies");
  if (after === undefined || rest.length > 0) throw new RangeError("Where does the table end?");
  writeFileSync(file, `${before}${entries.join("")}] as const satisfies${after}`);
}

/** The vendor of all of them: 403 for a restricted key, which may not read what is asked. */
async function startVendor() {
  const valid = new Map<string, number>();
  const server = createServer(({ headers }, response) => {
    response.writeHead(valid.get(headers.authorization ?? "") ?? 401).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const headerOf = ({ header }: Shape, value: string) => header?.(value) ?? "";
  return {
    url: `http://127.0.0.1:${port}/v1/me`,
    take: (shape: Shape, value: string) =>
      valid.set(headerOf(shape, value), shape.name === "restricted" ? 403 : 200),
    end: (shape: Shape, value: string) => valid.delete(headerOf(shape, value)),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The text of each binding in an exported state, whose secrets are JSON in `plaintext`. */
function bindingsIn(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  if ("plaintext" in value) return bindingsIn(JSON.parse(String(value.plaintext)));
  const inner = Object.values(value).flatMap(bindingsIn);
  if (!("name" in value && "text" in value)) return inner;
  const { text } = value;
  const isSecret = typeof text === "object" && text !== null && "plaintext" in text;
  return [[String(value.name), isSecret ? JSON.parse(String(text.plaintext)) : text], ...inner];
}

/** Each is one entry in `infra/`; the tests build on each other in this order. */
describe("keys of every shape", { timeout: 300_000 }, () => {
  const first = shapes.map(({ newValue }) => newValue());
  const second = shapes.map(({ newValue }) => newValue());
  let copy: CheckoutCopy;
  let stack: TestStack;
  let there: Awaited<ReturnType<typeof startVendor>>;
  let file: string;
  let events: RotationEvent[];

  beforeAll(async () => {
    copy = copyCheckout();
    declareAll(copy);
    there = await startVendor();
    stack = createTestStack();
    for (const [index, shape] of shapes.entries()) {
      stack.environment[`SEAWORTHY_PROVIDED_${bindingOf(shape)}`] = first[index];
      if (shape.header) stack.environment[`SEAWORTHY_PROBE_${bindingOf(shape)}`] = there.url;
      there.take(shape, first[index] ?? "");
    }
    file = stack.configure({
      "seaworthy:secrets.thirdParty": names,
      "seaworthy:secrets.graceSeconds": 1,
    });
    mustSucceed(await seaworthy("up", "local", "--config-file", file));
    for (const shape of shapes) delete stack.environment[`SEAWORTHY_PROVIDED_${bindingOf(shape)}`];
  }, 600_000);

  afterAll(async () => {
    await stack?.close();
    await there?.close();
    copy?.remove();
  }, 120_000);

  const seaworthy = (...args: string[]) =>
    executeIn(copy.root, process.execPath, [copy.command, ...args], stack.environment);
  const rotate = (values: readonly string[]) => {
    const path = join(stack.directory, "new.values");
    writeFileSync(path, `${values.join("\n")}\n`);
    const from = ["--command", `cat ${path}; rm ${path}`, "--json", "--config-file", file];
    return seaworthy("rotate", "local", ...names, ...from);
  };
  const listed = async () => {
    const { stdout } = mustSucceed(await seaworthy("secrets", "local", "--json"));
    return (JSON.parse(stdout) as { secret: string; generation: number; todo?: string }[]).filter(
      ({ secret }) => names.includes(secret),
    );
  };

  test("are used from the first up", async () => {
    expect((await listed()).map(({ generation }) => generation)).toEqual([1, 1, 1, 1]);
  });

  test("are refused while their vendor does not know them, and nothing changes", async () => {
    const refused = await rotate(second);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(
      "error ROTATION_REFUSED: The vendor rejected the new value of trial-",
    );
    expect((await listed()).map(({ generation }) => generation)).toEqual([1, 1, 1, 1]);
  });

  test("are all replaced in one rotation", async () => {
    for (const [index, shape] of shapes.entries()) there.take(shape, second[index] ?? "");
    const { stdout } = mustSucceed(await rotate(second));
    events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RotationEvent);
    expect(events.at(-1)).toMatchObject({
      event: "done",
      outcome: "rotated",
      secrets: Object.fromEntries(names.map((name) => [name, 2])),
    });
  });

  test("are bound whole: the Worker has the new values, character by character", async () => {
    const { stdout } = mustSucceed(
      await executeIn(copy.root, "pulumi", ["stack", "export", "--show-secrets"], {
        ...(await stack.variables()),
      }),
    );
    const bound = new Map(bindingsIn(JSON.parse(stdout)));
    for (const [index, shape] of shapes.entries())
      expect(bound.get(bindingOf(shape))).toBe(second[index]);
  });

  test("that were replaced are reported until a person ends them at the vendor", async () => {
    const tested = names.slice(0, 3);
    expect(events.flatMap((one) => (one.event === "unrevoked" ? [one.secret] : [])).sort()).toEqual(
      tested.toSorted(),
    );
    expect((await listed()).filter(({ todo }) => todo !== undefined)).toHaveLength(3);
    for (const [index, shape] of shapes.entries()) there.end(shape, first[index] ?? "");
    expect((await listed()).filter(({ todo }) => todo !== undefined)).toEqual([]);
  });

  test("are in no file in plain text", () => {
    const written =
      textIn(join(stack.directory, "local", "logs")) + textIn(join(stack.directory, "state"));
    expect([...first, ...second].filter((value) => written.includes(value))).toEqual([]);
  });
});
