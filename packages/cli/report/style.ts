/** The page's style sheet: light and dark with a contrast of at least 4.5:1, and print. */
export const style = `
:root { color-scheme: light dark;
  --page: light-dark(#f4f6f8, #10151b); --card: light-dark(#ffffff, #171e26); --line: light-dark(#dde3e9, #28323d);
  --text: light-dark(#1b2530, #dfe6ee); --soft: light-dark(#566472, #94a3b3); --accent: light-dark(#0b6478, #62c6dc);
  --good: light-dark(#1a6b3c, #6fd19a); --warn: light-dark(#875300, #eab55b); --bad: light-dark(#ad2a2a, #ff9187);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
main, .top { max-width: 1120px; margin: 0 auto; padding: 20px 24px; }
.top h1 { margin: 0; font-size: 26px; letter-spacing: -.02em; }
.top p { margin: 4px 0 0; color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 6px 18px; margin-top: 14px; font-size: 14px; }
a { color: var(--accent); text-underline-offset: 3px; }
.skip:not(:focus) { position: absolute; left: -999px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code { font: 13px/1.45 var(--mono); overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin-bottom: 16px; min-width: 0; }
h2 { margin: 0 0 10px; font-size: 18px; letter-spacing: -.01em; }
h3 { margin: 18px 0 6px; font-size: 15px; }
.scores { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 16px; margin: 0; }
.scores > div { border-left: 3px solid var(--line); padding-left: 14px; }
.scores .good { border-color: var(--good); } .scores .warn { border-color: var(--warn); } .scores .bad { border-color: var(--bad); }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.scores dd { font-size: 34px; font-weight: 650; letter-spacing: -.03em; line-height: 1.2; }
.scores dd small { display: block; font-size: 13px; font-weight: 400; letter-spacing: 0; color: var(--soft); line-height: 1.4; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-size: 12.5px; font-weight: 500; color: var(--soft); padding: 4px 16px 6px 0; white-space: nowrap; }
td { padding: 7px 16px 7px 0; border-top: 1px solid var(--line); vertical-align: top; }
td small { display: block; color: var(--soft); font-size: 13px; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.badge { display: inline-flex; align-items: baseline; gap: 6px; white-space: nowrap; font-size: 13px; }
.badge::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: currentColor; flex: none; }
.badge.good { color: var(--good); } .badge.warn { color: var(--warn); } .badge.bad { color: var(--bad); } .badge.quiet { color: var(--soft); }
.empty { color: var(--soft); margin: 0; }
ol.next { margin: 0; padding-left: 22px; } ol.next li { margin: 8px 0; } ol.next li small { display: block; color: var(--soft); }
details { border-top: 1px solid var(--line); padding: 8px 0; }
details:first-of-type { border-top: 0; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; }
summary .grow { flex: 1 1 320px; min-width: 0; }
details ul { margin: 8px 0 6px; padding-left: 20px; } details li { margin: 4px 0; }
figure { margin: 0 0 8px; } figcaption { color: var(--soft); font-size: 13px; margin-bottom: 4px; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
.axis { stroke: var(--line); } .p50 { stroke: var(--good); } .p95 { stroke: var(--accent); } .p99 { stroke: var(--warn); } .trouble { fill: var(--bad); }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft); margin: 0; padding: 0; list-style: none; }
.key li::before { content: ""; display: inline-block; width: 18px; height: 3px; margin-right: 7px; vertical-align: middle; background: var(--soft); }
.key .p50::before { background: var(--good); } .key .p95::before { background: var(--accent); } .key .p99::before { background: var(--warn); } .key .trouble::before { background: var(--bad); height: 9px; width: 9px; }
@media (max-width: 560px) { main, .top { padding: 14px 12px; } section { padding: 14px; } th, td { padding-right: 12px; } .scores dd { font-size: 30px; } }
@media print { :root { color-scheme: light; } body { background: none; font-size: 11px; } nav, .skip { display: none; } section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 10px 0; break-inside: auto; } tr, details, figure { break-inside: avoid; } main, .top { max-width: none; padding: 0; } .scroll { overflow: visible; } details > *:not(summary) { display: block; } }
`;
