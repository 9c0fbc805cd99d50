/** The page's only style sheet. Contrast is at least 4.5:1 in both colour schemes. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f6f8, #10151b); --card: light-dark(#ffffff, #171e26); --line: light-dark(#dde3e9, #28323d);
  --text: light-dark(#1b2530, #dfe6ee); --soft: light-dark(#566472, #94a3b3); --accent: light-dark(#0b6478, #62c6dc);
  --good: light-dark(#1a6b3c, #6fd19a); --warn: light-dark(#875300, #eab55b); --bad: light-dark(#ad2a2a, #ff9187);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
code { font: 12.5px/1.4 var(--mono); overflow-wrap: anywhere; }
small, .note { color: var(--soft); font-size: 12px; font-weight: 400; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:not(:focus) { position: absolute; left: -999px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.top { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 20px; padding: 10px 24px; background: var(--card); border-bottom: 1px solid var(--line); }
.top h1 { margin: 0; font-size: 16px; font-weight: 650; letter-spacing: -.01em; }
.top h1 small { margin-left: 6px; font-size: 13px; }
.top nav { display: flex; flex-wrap: wrap; gap: 14px; margin-left: auto; }
.top nav a { color: var(--soft); text-decoration: none; padding: 2px 0; }
.top nav a:hover { color: var(--text); text-decoration: underline; }
.live { display: inline-flex; align-items: center; gap: 7px; padding: 4px 11px; border: 1px solid var(--line); border-radius: 999px; background: none; color: inherit; font: inherit; font-size: 12.5px; cursor: pointer; }
.live::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
.live[aria-pressed="true"]::before { background: var(--good); }
.live.lost::before { background: var(--bad); }
main { max-width: 1440px; margin: 0 auto; padding: 18px 24px 40px; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; align-items: start; }
.wide, .tiles { grid-column: 1 / -1; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px 12px; scroll-margin-top: 64px; min-width: 0; }
section > header { display: flex; align-items: baseline; gap: 10px; margin-bottom: 8px; }
h2 { margin: 0; font-size: 14.5px; font-weight: 650; }
h3 { margin: 16px 0 6px; font-size: 13px; font-weight: 600; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
h3 code { color: var(--soft); font-weight: 400; }
.pair { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 6px 28px; align-items: start; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.tiles > div { box-shadow: 0 0 0 1px var(--line); padding: 10px 16px 11px; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.tiles dd { font-size: 21px; font-weight: 600; letter-spacing: -.01em; line-height: 1.3; }
.tiles small, .facts small { display: block; letter-spacing: 0; line-height: 1.4; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(100px, 1fr)); gap: 8px 16px; margin: 4px 0 6px; }
.facts dd { font-size: 15px; font-weight: 600; }
.addresses { margin: 0; }
.addresses > div { display: grid; grid-template-columns: minmax(120px, 34%) minmax(0, 1fr); gap: 12px; padding: 4px 0; border-top: 1px solid var(--line); }
.addresses > div:first-child { border-top: 0; }
.addresses dt { font-size: 13px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--soft); padding: 3px 14px 5px 0; white-space: nowrap; }
td code { overflow-wrap: normal; } td .long { overflow-wrap: anywhere; }
td { padding: 5px 14px 5px 0; border-top: 1px solid var(--line); vertical-align: baseline; overflow-wrap: break-word; }
.num + :not(.num) { padding-left: 14px; }
th:last-child, td:last-child { padding-right: 0; }
.num { text-align: right; white-space: nowrap; }
.badge { display: inline-flex; align-items: center; gap: 5px; font-size: 12.5px; font-weight: 500; }
.badge::before { content: ""; flex: none; width: 6px; height: 6px; border-radius: 50%; background: currentColor; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .quiet { color: var(--soft); }
.share { display: inline-block; margin-right: 12px; white-space: nowrap; }
.empty { margin: 4px 0 6px; color: var(--soft); }
.problem { margin: 4px 0 6px; color: var(--bad); }
details { border-top: 1px solid var(--line); padding: 7px 0; margin-top: 4px; }
section > details:first-of-type { margin-top: 0; }
summary { cursor: pointer; font-weight: 500; }
summary .note { margin-left: 6px; }
details table { margin-top: 6px; }
.ports { list-style: none; margin: 8px 0 2px; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 3px 24px; }
.ports li { display: flex; justify-content: space-between; gap: 12px; }
.ports b { font-weight: 500; font-variant-numeric: tabular-nums; }
.entrance { max-width: 560px; margin: 14vh auto; padding: 0 24px; }
.entrance p { color: var(--soft); } .entrance pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; }
@media (max-width: 900px) { table { min-width: 460px; } .wide .scroll > table { min-width: 620px; } .pair .scroll > table { min-width: 380px !important; } main { grid-template-columns: minmax(0, 1fr); padding: 14px; } .pair { grid-template-columns: minmax(0, 1fr); } .top { padding: 10px 14px; } .top nav { margin-left: 0; } }
@media print { .top { position: static; } .live, nav { display: none; } }
`;
