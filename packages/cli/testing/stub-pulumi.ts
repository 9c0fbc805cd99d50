import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A `pulumi` whose responses are known: the engine as commands see it that only read a stack. */
export interface StubPulumi {
  /** For the mock of `pulumi/cli.ts`: `pulumiDirectory`. */
  readonly directory: string;
  /** What `pulumi stack export` prints, and so on; other commands fail with that exit code. */
  respond(responses: Readonly<Record<string, object>>, otherwise?: number): void;
  /** The command lines so far. */
  calls(): string[];
  remove(): void;
}

export function createStubPulumi(): StubPulumi {
  const directory = mkdtempSync(join(tmpdir(), "sea-pulumi-"));
  const [program, log] = [join(directory, "pulumi"), join(directory, "calls")];
  const respond: StubPulumi["respond"] = (responses, otherwise = 255) => {
    const cases = Object.entries(responses).map(([words, response], index) => {
      const file = join(directory, `${index}.json`);
      writeFileSync(file, JSON.stringify(response));
      return `"${words}"*) cat "${file}" ;;`;
    });
    const branches = [...cases, `*) echo "error: not this time" >&2; exit ${otherwise} ;;`];
    const script = ["#!/bin/sh", `echo "$*" >> "${log}"`, 'case "$*" in', ...branches, "esac", ""];
    writeFileSync(program, script.join("\n"));
    chmodSync(program, 0o755);
    rmSync(log, { force: true });
  };
  respond({});
  return {
    directory,
    respond,
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
