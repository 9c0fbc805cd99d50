import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import { withLock } from "./lock.ts";

test("the second waits until the first has finished", async () => {
  const file = join(temporaryDirectory(), "lock");
  const order: string[] = [];
  const { promise: secondWaits, resolve: sayWaiting } = Promise.withResolvers<void>();
  const first = withLock(file, async () => {
    order.push("first begins");
    await secondWaits;
    order.push("first ends");
  });
  const second = withLock(file, async () => order.push("second"), {
    onWait: sayWaiting,
    pollMs: 5,
  });
  await Promise.all([first, second]);
  expect(order).toEqual(["first begins", "first ends", "second"]);
});

test("a failure releases the lock", async () => {
  const file = join(temporaryDirectory(), "lock");
  await expect(withLock(file, () => Promise.reject(new RangeError("no")))).rejects.toThrow("no");
  expect(await withLock(file, async () => "free")).toBe("free");
});

test("a killed holder no longer holds the lock", async () => {
  const file = join(temporaryDirectory(), "lock");
  const script = `import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
    withLock(process.argv[1], () => new Promise(() => { process.stdout.write("held"); setInterval(() => {}, 1000); }));`;
  const holder = spawn(
    process.execPath,
    ["--input-type=module", "--disable-warning=ExperimentalWarning", "-e", script, file],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(holder.stdout, "data");
  const waiting = withLock(file, async () => "mine", {
    onWait: () => holder.kill("SIGKILL"),
    pollMs: 5,
  });
  expect(await waiting).toBe("mine");
});

test("a folder that cannot be created is one sentence", async () => {
  await expect(withLock("/dev/null/home/lock", async () => undefined)).rejects.toMatchObject({
    code: "PERMISSION_DENIED",
    message: "/dev/null/home is not writable. Set XDG_CACHE_HOME to a writable folder.",
  });
});
