// The keys of a queue: j and k walk its rows, Enter opens the one in focus, ? shows the list. Everything works without.
(() => {
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const typing = (at) => at.closest?.("input, select, textarea, [contenteditable], dialog");

  addEventListener("DOMContentLoaded", () => {
    const list = document.getElementById("keys");
    const toggle = list.querySelector("button");
    const say = () => { toggle.textContent = off() ? toggle.dataset.on : toggle.dataset.off; };
    list.hidden = false;
    say();
    toggle.addEventListener("click", () => {
      try { localStorage.setItem("keys", off() ? "on" : "off"); } catch { /* they stay on for this page */ }
      say();
    });

    const walk = (step) => {
      const rows = [...document.querySelectorAll(list.dataset.rows)];
      const here = rows.findIndex((link) => link.closest(".task, tr").contains(document.activeElement));
      const next = rows[here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step))];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    };
    addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (off() || typing(event.target)) return;
      if (event.key === "j") walk(1);
      else if (event.key === "k") walk(-1);
      else if (event.key === "?") { list.open = !list.open; list.querySelector("summary").focus(); }
      else return;
      event.preventDefault();
    });
  });
})();
