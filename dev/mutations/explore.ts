import { runBatch } from "./run.ts";
import { areas, harmlessChanges } from "./table.ts";

const [kind, name = "", most = "12"] = process.argv.slice(2);
let rest = (kind === "h" ? harmlessChanges : areas)[name] ?? [];
while (rest.length > 0) {
  const started = Date.now();
  const { batch, rest: more } = await runBatch(rest, Number(most));
  rest = more;
  process.stdout.write(
    `-- batch of ${batch.results.length}, ${Date.now() - started} ms, rc ${batch.exitCode}\n`,
  );
  for (const { mutation, caught, rightLine, places } of batch.results)
    if (mutation.rules.length > 0 && !(caught && rightLine))
      process.stdout.write(
        `${caught ? "LINE" : "MISS"} ${mutation.rules.join("|")}: ${mutation.what} [${places.join(" ")}]\n`,
      );
  for (const one of batch.others)
    process.stdout.write(
      `  other ${one.rule} ${one.place?.file}:${one.place?.line} ${one.message.slice(0, 160)}\n`,
    );
}
