// What the pages do beyond HTML: the choice of light or dark, focus and words around htmx. Everything works without it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };

  // Without a choice there is no attribute, and the style sheet follows the system.
  if (kept()) root.dataset.bsTheme = kept();

  addEventListener("DOMContentLoaded", () => {
    // On a phone the menu is one row that scrolls: show where we are.
    const here = document.querySelector(".item[aria-current]");
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const now = root.dataset.bsTheme || (dark.matches ? "dark" : "light");
        root.dataset.bsTheme = now === "dark" ? "light" : "dark";
        try { localStorage.setItem("theme", root.dataset.bsTheme); } catch { /* the choice lasts for this page */ }
      });
    }
  });

  // A session that ended answers a fragment with the sign-in page: show it as a page, and come back afterwards.
  addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    if (!answered || new URL(answered).pathname !== root.dataset.login) return;
    event.detail.shouldSwap = false;
    location.assign(`${root.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`);
  });

  addEventListener("htmx:beforeRequest", (event) => {
    event.target.setAttribute("aria-busy", "true");
    const unreached = document.getElementById("unreached");
    if (unreached) unreached.hidden = true;
    if (event.detail.requestConfig.verb !== "get") document.getElementById("refused")?.replaceChildren();
  });
  addEventListener("htmx:afterRequest", (event) => event.target.removeAttribute("aria-busy"));
  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    addEventListener(failed, (event) => {
      const unreached = document.getElementById("unreached");
      if (unreached && event.detail.xhr?.status !== 409) unreached.hidden = false;
    });
  }

  // A swap that takes the focus away gives it to the new part; one that does not is only announced. A refusal always gets it.
  let held = false;
  addEventListener("htmx:beforeSwap", () => { held = Boolean(document.activeElement) && document.activeElement !== document.body; });
  addEventListener("htmx:afterSettle", (event) => {
    const part = event.target;
    const refused = part.id === "refused" || part.closest?.("#refused");
    const lost = held && (!document.activeElement || document.activeElement === document.body);
    if (!refused && !lost) return;
    const next = part.querySelector?.("[data-focus]") || part.querySelector?.(".is-invalid") || part.querySelector?.("h1, h2, h3") || part;
    if (!next.matches("a, button, input, select, textarea, [tabindex]")) next.tabIndex = -1;
    next.focus();
  });
})();
