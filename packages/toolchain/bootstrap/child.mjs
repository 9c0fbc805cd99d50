import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const tailLines = 25;

/**
 * Runs a program to completion; returns its exit code, and the last lines of both outputs for
 * messages.
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

/**
 * Replaces this process by that program as far as Node can: same terminal, signals and exit code.
 */
export function handOver(program, programArguments, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, { stdio: "inherit", env: environment });
    const forward = (signal) => {
      // Ctrl-C already reaches the child from the terminal, and Pulumi treats a second one as "stop
      // immediately".
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
