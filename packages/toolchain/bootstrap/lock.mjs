import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * One bootstrap per checkout at a time: concurrent `npm ci` in one folder destroy each other's
 * work. The lock file names its holder; it is removed when that process has ended.
 */
export async function withCheckoutLock(file, report, work) {
  mkdirSync(dirname(file), { recursive: true });
  while (!tryLock(file)) {
    report("waiting for another npm start or npm test of this checkout");
    await delay(200);
  }
  const unlock = () => rmSync(file, { force: true });
  process.once("exit", unlock);
  try {
    return await work();
  } finally {
    process.removeListener("exit", unlock);
    unlock();
  }
}

/** A hard link appears with its content or not at all, and never replaces an existing file. */
function tryLock(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (thrown) {
    if (thrown.code !== "EEXIST") throw thrown;
    clearIfAbandoned(file);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function clearIfAbandoned(file) {
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0);
  } catch (thrown) {
    if (thrown.code === "ESRCH") rmSync(file, { force: true });
    else if (thrown.code !== "ENOENT" && thrown.code !== "EPERM") throw thrown;
  }
}
