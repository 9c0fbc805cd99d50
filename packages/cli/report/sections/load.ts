import type { LoadPoint, LoadRun } from "../../load/results.ts";
import { badge, code, type Html, html, raw, section, table } from "../html.ts";
import type { StackReport } from "../stack-report.ts";

const size = { width: 720, height: 220, left: 52, right: 12, top: 12, bottom: 28 } as const;

export function loadSection({ loads, report }: StackReport): Html {
  return section(
    "load",
    "Load",
    loads.length === 0
      ? html`<p class="empty">None yet. Type: npx seaworthy load ${report.stack} --help</p>`
      : loads.map(runFigure),
  );
}

function runFigure(run: LoadRun): Html {
  const { scenario, shape, vus, duration, requests, failed, limited, p95Ms, at } = run;
  return html`<h3>${code(scenario)} ${shape}, ${vus} users, ${duration}</h3>
<figure><figcaption>${at.slice(0, 16).replace("T", " ")}: ${requests} requests, ${failed} failed, ${limited} answered with 429, 95 % within ${p95Ms} ms${besideText(run)}</figcaption>
${chart(run)}
<ul class="key"><li class="p50">p50</li><li class="p95">p95</li><li class="p99">p99, in ms</li><li class="trouble">failed or 429</li></ul></figure>
${table(
  "Thresholds",
  [
    { title: "Threshold", cell: ({ name }) => name },
    {
      title: "Limit",
      numeric: true,
      cell: ({ limit, atLeast }) => `at ${atLeast ? "least" : "most"} ${limit}`,
    },
    { title: "Measured", numeric: true, cell: ({ value }) => value ?? "nothing" },
    {
      title: "Result",
      cell: ({ kept }) => (kept ? badge("good", "kept") : badge("bad", "broken")),
    },
  ],
  run.thresholds,
  "It had no thresholds.",
)}`;
}

/** What was measured beside the requests. */
function besideText({ hitShare, warmP95Ms, connections }: LoadRun): string {
  const hits = hitShare === null ? "" : `, ${Math.round(hitShare * 100)} % cache hits`;
  const warm = warmP95Ms === null ? "" : `, 95 % of them within ${warmP95Ms} ms`;
  return `${hits}${warm}${connections === null ? "" : `, at most ${connections} database connections`}`;
}

/** Lines for the percentiles over time; bars for failed or rejected requests. */
function chart({ points, scenario }: LoadRun): Html {
  if (points.length < 2) return html`<p class="empty">Too short for a chart.</p>`;
  const last = points.at(-1)?.second ?? 1;
  const highest = Math.max(1, ...points.map(({ p99Ms }) => p99Ms));
  const x = (second: number) => size.left + (second / last) * (size.width - size.left - size.right);
  const y = (share: number) =>
    size.height - size.bottom - share * (size.height - size.top - size.bottom);
  const line = (kind: "p50" | "p95" | "p99", of: (point: LoadPoint) => number) =>
    `<polyline class="${kind}" points="${points.map((point) => `${x(point.second).toFixed(1)},${y(of(point) / highest).toFixed(1)}`).join(" ")}"/>`;
  const bars = points.map(({ second, requests, failed, limited }) => {
    const share = requests === 0 ? 0 : (failed + limited) / requests;
    const height = share * (size.height - size.top - size.bottom);
    return share === 0
      ? ""
      : `<rect class="trouble" opacity=".55" x="${(x(second) - 2).toFixed(1)}" width="4" y="${(size.height - size.bottom - height).toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  const ticks = [0, 0.5, 1].map(
    (share) =>
      `<line class="axis" x1="${size.left}" x2="${size.width - size.right}" y1="${y(share)}" y2="${y(share)}"/><text x="${size.left - 8}" y="${y(share) + 4}" text-anchor="end">${Math.round(share * highest)} ms</text>`,
  );
  const times = [0, last / 2, last].map(
    (second) =>
      `<text x="${x(second)}" y="${size.height - 8}" text-anchor="${second === 0 ? "start" : second === last ? "end" : "middle"}">${Math.round(second)} s</text>`,
  );
  const body = [
    ...ticks,
    ...times,
    ...bars,
    line("p50", ({ p50Ms }) => p50Ms),
    line("p95", ({ p95Ms }) => p95Ms),
    line("p99", ({ p99Ms }) => p99Ms),
  ].join("");
  return html`<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Latency of ${scenario} over ${Math.round(last)} seconds: p99 at most ${Math.round(highest)} ms">${raw(body)}</svg>`;
}
