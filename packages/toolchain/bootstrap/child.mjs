import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const tailLines = 25;

/**
 * Runs a program to its end; gives its exit code, and the last lines of both outputs for messages.
 */
export function runLines(
  program,
  programArguments,
  { directory, environment = process.env, onLine } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const tail = [];
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        if (tail.push(line) > tailLines) tail.shift();
        if (onLine) onLine(line);
      });
    }
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, tail }));
  });
}

const forwardedSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Becomes that program as far as Node can: same terminal, same signals, same exit. */
export function handOver(program, programArguments, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, { stdio: "inherit", env: environment });
    const forward = (signal) => {
      // Ctrl-C reaches the child from the terminal already, and Pulumi takes a second one as "stop
      // at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of forwardedSignals) process.on(signal, forward);
    child.once("error", reject);
    child.once("exit", (exitCode, signal) => {
      for (const name of forwardedSignals) process.removeListener(name, forward);
      if (signal) process.kill(process.pid, signal);
      else process.exitCode = exitCode;
      resolve();
    });
  });
}
