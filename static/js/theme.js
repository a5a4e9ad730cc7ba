// Light or dark as chosen. A plain script in the head, not a module: it must run before the first paint.
(() => {
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem("theme") ?? "";
    } catch {
      return ""; // storage refused: the page follows the machine
    }
  };
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("#theme [data-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choice === choice));
    }
  };
  const keep = (choice) => {
    try {
      if (choice) localStorage.setItem("theme", choice);
      else localStorage.removeItem("theme");
    } catch {
      // Not kept, but shown on this page.
    }
  };

  show(read());
  document.addEventListener("DOMContentLoaded", () => {
    const group = document.getElementById("theme");
    if (!group) return;
    group.hidden = false;
    show(read());
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choice]");
      if (!button) return;
      keep(button.dataset.choice);
      show(button.dataset.choice);
    });
  });
})();
