#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
const { main } = await import("../main.ts");
process.exitCode = main(process.argv.slice(2));
