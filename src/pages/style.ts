/** Looks of a page, in light, dark and print. Text keeps a contrast of 4.5 and more in each. */
export const style = `
:root { color-scheme: light dark; --paper: #f6f7f9; --panel: #ffffff; --line: #d5dae1; --ink: #191d24; --quiet: #535d6b; --pass: #11694a; --warn: #855300; --fail: #b8261a; --undecided: #6b3bc2; --info: #175aa8; --blocked: #5a6675; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181e; --panel: #1d232b; --line: #3a4450; --ink: #eef2f6; --quiet: #aab5c3; --pass: #5fd3a2; --warn: #f0c35a; --fail: #ff8a7c; --undecided: #cfa6ff; --info: #7cc4ff; --blocked: #a3aebc; --code: #11151a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-bottom: 3rem; color: var(--quiet); font-size: 0.875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.25rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
h2 + h3 { margin-top: 0; }
p { margin: 0.5rem 0; }
a { color: var(--info); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; font-size: 0.95rem; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
.quiet { color: var(--quiet); }
.state { font-weight: 650; white-space: nowrap; }
.state svg { width: 1em; height: 1em; vertical-align: -0.12em; margin-right: 0.35em; }
h1 .state { display: block; font-size: 1.05rem; margin-bottom: 0.35rem; }
.pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); } .undecided, .unknown { color: var(--undecided); } .expected, .info { color: var(--info); } .blocked, .skip { color: var(--blocked); }
dl.facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.5rem 1.25rem; margin: 0.75rem 0; }
dl.facts dt { font-weight: 650; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1.25rem 0 0.5rem; }
figure svg { display: block; width: 100%; max-width: 680px; height: auto; font-family: inherit; }
figcaption { color: var(--quiet); font-size: 0.875rem; margin-top: 0.5rem; }
ol.steps { padding-left: 1.4rem; margin: 0.5rem 0; }
ol.steps > li { margin: 0.75rem 0; padding-left: 0.25rem; }
ol.steps dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 0.75rem; margin: 0.25rem 0 0; font-size: 0.925rem; }
ol.steps dt { color: var(--quiet); } ol.steps dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0.8rem; margin: 0.5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre, code, .id { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.86em; }
.id { color: var(--quiet); overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.925rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.75rem 0.45rem 0; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { border-top: 0; font-size: 0.8rem; color: var(--quiet); font-weight: 600; white-space: nowrap; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number { text-align: right; }
td.bar { width: 26%; min-width: 9rem; padding-right: 0; }
td.bar svg { display: block; width: 100%; height: 1.1rem; }
tbody th { font-weight: 500; min-width: 12rem; }
tbody th.id { width: 24%; }
@media (max-width: 40rem) { section { padding: 1rem; } dl.facts { grid-template-columns: 1fr; gap: 0.1rem; } dl.facts dd { margin-bottom: 0.6rem; } }
nav.web ul { margin: 0 0 0.75rem; align-items: center; }
label { display: block; font-weight: 650; margin-bottom: 0.25rem; }
form.enter input[type="password"] { font: inherit; width: 100%; max-width: 28rem; padding: 0.5rem 0.7rem; border: 1px solid var(--blocked); border-radius: 8px; background: var(--code); color: var(--ink); }
button { font: inherit; padding: 0.35rem 0.9rem; border: 1px solid var(--blocked); border-radius: 8px; background: var(--code); color: var(--ink); cursor: pointer; }
:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; }
@media print { :root { --paper: #ffffff; --panel: #ffffff; --line: #bbbbbb; --ink: #000000; --quiet: #444444; --pass: #11694a; --warn: #855300; --fail: #b8261a; --undecided: #6b3bc2; --info: #175aa8; --blocked: #5a6675; --code: #f4f4f4; } body { font-size: 10.5pt; } nav { display: none; } section { border: 0; padding: 0; margin: 1.5rem 0; } figure, ol.steps > li, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
