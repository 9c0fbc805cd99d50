// Types of the bootstrap's plain JavaScript, for the tests beside it.
declare module "*/node-version.mjs" {
  export const oldestForBootstrap: string;
  export const oldestForTypeScript: string;
  export function describeOldNode(version: string, oldest: string): string | undefined;
  export function isOlder(version: string, oldest: string): boolean;
}
declare module "*/packages.mjs" {
  export function arePackagesInstalled(root: string): boolean;
  export function installPackages(root: string, report: (line: string) => void): Promise<string>;
  export function npmCommand(environment: NodeJS.ProcessEnv): string[];
  export function withoutNpmScope(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
}
declare module "*/disk.mjs" {
  export function checkDisk(
    root: string,
    isInstalled: boolean,
    statfs?: (path: string) => { bavail: number; bsize: number },
  ): string;
}
declare module "*/sdks.mjs" {
  export function buildSdks(
    root: string,
    node: string,
    report: (line: string) => void,
  ): Promise<string>;
}
declare module "*/lock.mjs" {
  export function withCheckoutLock<T>(
    file: string,
    report: (line: string) => void,
    work: () => Promise<T>,
  ): Promise<T>;
}
declare module "*/failure.mjs" {
  export class Failure extends Error {
    readonly code: string;
  }
  export function failureFromOutput(what: string, lines: readonly string[]): Failure;
}
declare module "*/progress.mjs" {
  interface Step {
    report(line: string): void;
    done(outcome?: string): void;
    failed(): void;
  }
  export function createProgress(
    stream: { isTTY?: boolean; columns?: number; write(text: string): unknown },
    now: () => number,
  ): {
    begin(title: string): Step;
    step<T>(title: string, work: (report: (line: string) => void) => T): Promise<Awaited<T>>;
  };
}
