/** How often the page reloads its data. */
const refreshIntervalMs = 5_000;

/**
 * The page's only script: replaces <main> with a fresh one while the page is visible and not
 * paused, and preserves what is expanded, focused or selected.
 */
export const script = `
const main = document.querySelector("main");
const button = document.querySelector(".live");
const say = (text, lost) => { button.textContent = text; button.classList.toggle("lost", Boolean(lost)); };
let live = true;
button.hidden = false;
button.addEventListener("click", () => {
  live = !live;
  button.setAttribute("aria-pressed", String(live));
  say(live ? "Live" : "Paused");
  if (live) refresh();
});
async function refresh() {
  if (!live || document.hidden || !getSelection().isCollapsed) return;
  try {
    const response = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    if (response.status === 401) return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
    const open = new Set(Array.from(main.querySelectorAll("details[open]"), (each) => each.id));
    const scrolled = Array.from(main.querySelectorAll(".scroll"), (each) => each.scrollLeft);
    const focused = main.contains(document.activeElement) ? document.activeElement.closest("details")?.id : undefined;
    for (const each of fresh.querySelectorAll("details")) each.open = open.has(each.id);
    main.replaceChildren(...fresh.childNodes);
    main.querySelectorAll(".scroll").forEach((each, index) => { each.scrollLeft = scrolled[index] ?? 0; });
    if (focused) document.getElementById(focused)?.querySelector("summary").focus({ preventScroll: true });
    say("Live");
  } catch {
    say("Not answering", true);
  }
}
setInterval(refresh, ${refreshIntervalMs});
`;
