import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import { pulumiVersion } from "../version.ts";
import { archiveName, downloadToolchain } from "./download.ts";
import { findDamage, readManifest } from "./manifest.ts";

const archive = archiveName() ?? "";
const checksumFile = `pulumi-${pulumiVersion}-checksums.txt`;

/** A release as Pulumi publishes it, with a shell script for the CLI. */
function release(): Record<string, Buffer> {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "pulumi"));
  writeFileSync(join(directory, "pulumi", "pulumi"), "#!/bin/sh\necho v1\n", { mode: 0o755 });
  writeFileSync(join(directory, "pulumi", "pulumi-language-nodejs"), "#!/bin/sh\n", {
    mode: 0o755,
  });
  const packed = execFileSync("tar", ["-C", directory, "-cz", "pulumi"]);
  const sum = createHash("sha256").update(packed).digest("hex");
  return {
    [archive]: packed,
    [checksumFile]: Buffer.from(`${"0".repeat(64)}  pulumi-other.tar.gz\n${sum}  ${archive}\n`),
  };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serveFiles(files: Record<string, Buffer>): Promise<string> {
  return serve((request, response) => {
    const file = files[basename(request.url ?? "")];
    response.writeHead(file ? 200 : 404).end(file);
  });
}

test("a release is downloaded, verified and unpacked, with a manifest", async () => {
  const folder = temporaryDirectory();
  await downloadToolchain(folder, { addresses: [await serveFiles(release())] });
  expect(readdirSync(join(folder, "bin")).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect(execFileSync(join(folder, "bin", "pulumi"), { encoding: "utf8" })).toBe("v1\n");
  expect(await findDamage(folder, { thorough: true })).toBeUndefined();
  expect(readManifest(folder)).toMatchObject({
    version: pulumiVersion,
    source: "official download",
  });
});

test("an archive that differs from its published checksum is refused, and no other source is tried", async () => {
  const files = release();
  const tampered = {
    ...files,
    [archive]: Buffer.concat([files[archive] ?? Buffer.alloc(0), Buffer.from("x")]),
  };
  const addresses = [await serveFiles(tampered), await serveFiles(files)];
  const folder = temporaryDirectory();
  await expect(downloadToolchain(folder, { addresses })).rejects.toMatchObject({
    code: "TOOL_BUILD_FAILED",
  });
  expect(readdirSync(folder)).not.toContain("manifest.json");
});

test("the next address is tried when one has no release", async () => {
  const folder = temporaryDirectory();
  await downloadToolchain(folder, {
    addresses: [await serveFiles({}), await serveFiles(release())],
  });
  expect(readManifest(folder)).toBeDefined();
});

test("if no address responds, the reasons are reported", async () => {
  const silent = await serve(() => {});
  const options = { addresses: [silent, "http://127.0.0.1:1"], connectTimeoutMs: 50 };
  const failure = downloadToolchain(temporaryDirectory(), options);
  await expect(failure).rejects.toMatchObject({
    code: "TOOL_MISSING",
    message: expect.stringMatching(/timed out.*ECONNREFUSED|timed out.*bad port/s),
  });
});

test("an interrupted download is given up", async () => {
  const files = release();
  const address = await serve((request, response) => {
    if (request.url?.endsWith(".txt")) response.end(files[checksumFile]);
    else
      response
        .writeHead(200, { "content-length": 1_000_000 })
        .write(readFileSync(import.meta.filename));
  });
  const failure = downloadToolchain(temporaryDirectory(), {
    addresses: [address],
    stallTimeoutMs: 50,
  });
  await expect(failure).rejects.toMatchObject({ code: "TOOL_MISSING" });
});

test("machines without a release are named", () => {
  expect(archiveName("linux", "arm64")).toBe(`pulumi-v${pulumiVersion}-linux-arm64.tar.gz`);
  expect(archiveName("freebsd", "x64")).toBeUndefined();
  expect(archiveName("linux", "riscv64")).toBeUndefined();
});
