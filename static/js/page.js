// What every page does with htmx's answers, and how its menus close.

const answers = document.getElementById("answers");

function say(name) {
  const words = document.getElementById(`say-${name}`);
  answers.replaceChildren(words.content.cloneNode(true));
}

// A part of a page that has its own way with errors (the quiz keeps answers on the machine) says data-own-errors.
const hasItsOwnWay = (event) => Boolean(event.target.closest?.("[data-own-errors]"));

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.triggeringEvent?.isTrusted) answers.replaceChildren();
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (hasItsOwnWay(event)) return;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname === answers.dataset.login && !event.detail.boosted) {
    event.detail.shouldSwap = false; // the session ended: the sign-in page came instead of the fragment
    say("signed-out");
  } else if (xhr.status >= 400 && xhr.status < 500) {
    // A refusal is a sentence for the person; it must not take the place of what they were working on.
    const sentence = xhr.responseText && !/^\s*<!doctype/i.test(xhr.responseText);
    event.detail.shouldSwap = Boolean(sentence);
    event.detail.target = answers;
    event.detail.swapOverride = "innerHTML";
    if (!sentence) say("trouble");
  }
});

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500 && !hasItsOwnWay(event)) say("trouble");
});
for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(lost, (event) => {
    if (!hasItsOwnWay(event)) say("trouble");
  });
}

const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
