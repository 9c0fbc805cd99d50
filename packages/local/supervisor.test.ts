import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureFile, supervisorFile } from "./cloud-file.ts";

test("a cloud that cannot load is given up after three starts, with the reason", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sea-supervisor-"));
  const cloud = join(directory, "local");
  mkdirSync(join(cloud, "logs"), { recursive: true });
  const broken =
    'data:text/javascript,if(process.argv[1].endsWith("local/main.ts"))throw(new(TypeError)("broken"))';
  const supervisor = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "supervisor.ts")],
    {
      env: {
        ...process.env,
        SEAWORTHY_DIRECTORY: directory,
        NODE_OPTIONS: `--import=${broken.replaceAll('"', "%22")}`,
      },
      stdio: "ignore",
    },
  );
  await once(supervisor, "exit");
  expect(failureFile.read(cloud)).toEqual({
    code: "CLOUD_START_FAILED",
    message:
      "The local cloud exited 3 times during start-up: TypeError: broken. See: npx seaworthy logs local cloud",
    retryable: false,
  });
  expect(supervisorFile.read(cloud)).toBeUndefined();
  rmSync(directory, { recursive: true });
});
