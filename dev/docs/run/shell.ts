import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

interface Typed {
  readonly code: number;
  readonly output: string;
}

/** A shell into which lines are typed in sequence, as a page's reader would. */
export interface Shell {
  type(line: string): Promise<Typed>;
  close(): Promise<void>;
}

/** curl exits with 22 for statuses of 400 and above, so that an outdated URL is noticed. */
const curl = 'curl() { command curl --fail-with-body "$@"; }\n';

export function openShell(directory: string, environment: NodeJS.ProcessEnv): Shell {
  const files = mkdtempSync(join(tmpdir(), "sea-typed-"));
  const [line, output] = [join(files, "line"), join(files, "output")];
  const bash = spawn("bash", ["--noprofile", "--norc"], {
    ...{ cwd: directory, env: environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  bash.stdin.write(curl);
  const answers = createInterface({ input: bash.stdout })[Symbol.asyncIterator]();
  return {
    async type(text) {
      writeFileSync(line, `${text}\n`);
      const mark = randomUUID();
      bash.stdin.write(`. '${line}' </dev/null >'${output}' 2>&1; echo "${mark} $?"\n`);
      const { value, done } = await answers.next();
      if (done === true || !String(value).startsWith(mark))
        throw new RangeError(`The shell ended at: ${text}`);
      return { code: Number(String(value).split(" ")[1]), output: readFileSync(output, "utf8") };
    },
    async close() {
      const ended = once(bash, "close");
      bash.stdin.end();
      await ended;
      rmSync(files, { recursive: true, force: true });
    },
  };
}
