// The editor of courses: rows that are added and put in order, and the lessons of a course in their order.
// Everything here works with the keyboard alone; dragging is a comfort.

(() => {
  const near = (node, selector) => node.target.closest?.(selector);
  const changed = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));

  // Rows: an input each, all under one name.

  function renumber(list) {
    const words = list.parentElement.querySelector("[data-row=add]").dataset.words;
    list.querySelectorAll("input").forEach((input, at) => {
      input.id = input.id.replace(/\d+$/, at);
      input.setAttribute("aria-label", `${words} ${at + 1}`);
    });
  }

  function addRow(list, after) {
    const row = (after || list.lastElementChild).cloneNode(true);
    row.querySelector("input").value = "";
    if (after) after.after(row);
    else list.append(row);
    renumber(list);
    row.querySelector("input").focus();
  }

  const ROW = {
    up: (row) => row.previousElementSibling?.before(row),
    down: (row) => row.nextElementSibling?.after(row),
    away(row) {
      const next = row.nextElementSibling || row.previousElementSibling;
      if (next) row.remove();
      else row.querySelector("input").value = "";
      (next || row).querySelector("input").focus();
    },
  };

  document.addEventListener("click", (event) => {
    const button = near(event, "[data-row]");
    if (!button) return;
    const list = button.closest("[data-rows]").querySelector("ol");
    if (button.dataset.row === "add") return addRow(list);
    const row = button.closest("li");
    ROW[button.dataset.row](row);
    if (row.isConnected) button.focus();
    renumber(list);
    changed(list.querySelector("input"));
  });

  document.addEventListener("keydown", (event) => {
    const input = near(event, "[data-rows] input");
    if (!input) return;
    const row = input.closest("li");
    if (event.key === "Enter") {
      event.preventDefault(); // the form must not be sent while a list is written
      addRow(row.parentElement, row);
    } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      ROW[event.key === "ArrowUp" ? "up" : "down"](row);
      renumber(row.parentElement);
      input.focus();
      changed(input);
    }
  });

  // Hours and periods: 1 period is 45 minutes.

  function comparePeriods() {
    const note = document.querySelector("[data-periods]");
    const [hours, said] = ["hours", "periods"].map((name) => document.querySelector(`[name=${name}]`)?.value);
    if (!note || !hours) return;
    const right = Math.round((parseFloat(hours.replace(",", ".")) * 60) / 45);
    note.hidden = !said || !right || Number(said) === right;
    const words = { hours, right, said };
    note.textContent = note.hidden ? "" : note.dataset.periods.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  }
  document.addEventListener("input", (event) => near(event, "[name=hours], [name=periods]") && comparePeriods());

  // Lessons: each move is saved at once, one after the other.

  let saving = Promise.resolve();

  async function save(root, line) {
    const body = [...root.querySelectorAll("[data-lesson]")].map((each) => [
      Number(each.dataset.lesson),
      Number(each.closest("[data-module]").dataset.module),
    ]);
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(root.dataset.lessons, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    const status = root.querySelector("[data-lessons-said]");
    status.classList.toggle("lessons__said--trouble", !answer?.ok);
    if (!answer?.ok) {
      status.textContent = told?.message || root.dataset.trouble;
      return;
    }
    const module = line.closest("[data-module]");
    const all = [...module.querySelectorAll("[data-lesson]")];
    const words = { title: line.dataset.title, place: all.indexOf(line) + 1, count: all.length, module: module.dataset.name };
    status.textContent = root.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  }

  function settle(line) {
    const root = line.closest("[data-lessons]");
    line.querySelector("[data-lesson-module]").value = line.closest("[data-module]").dataset.module;
    saving = saving.then(() => save(root, line));
  }

  // Over the border of a module, up and down lead into the next one.
  function step(line, up) {
    const beside = up ? line.previousElementSibling : line.nextElementSibling;
    if (beside) return up ? beside.before(line) : beside.after(line);
    const lists = [...line.closest("[data-lessons]").querySelectorAll(".lessons__list")];
    const next = lists[lists.indexOf(line.parentElement) + (up ? -1 : 1)];
    if (next && up) next.append(line);
    else if (next) next.prepend(line);
    return undefined;
  }

  function moveByStep(line, up, keep) {
    const before = [line.parentElement, line.nextElementSibling];
    step(line, up);
    keep.focus();
    if (before[0] !== line.parentElement || before[1] !== line.nextElementSibling) settle(line);
  }

  document.addEventListener("click", (event) => {
    const button = near(event, "[data-lesson-move]");
    if (button) moveByStep(button.closest("[data-lesson]"), button.dataset.lessonMove === "up", button);
  });

  document.addEventListener("keydown", (event) => {
    const handle = near(event, "[data-lesson-handle]");
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    moveByStep(handle.closest("[data-lesson]"), event.key === "ArrowUp", handle);
  });

  document.addEventListener("change", (event) => {
    const select = near(event, "[data-lesson-module]");
    if (!select) return;
    event.stopPropagation(); // nothing of the page itself has changed
    const line = select.closest("[data-lesson]");
    line.closest("[data-lessons]").querySelector(`[data-module="${select.value}"] ol`).append(line);
    select.focus();
    settle(line);
  }, true);

  let dragged = null;

  document.addEventListener("dragstart", (event) => {
    if (!near(event, "[data-lesson-handle]")) return;
    dragged = event.target.closest("[data-lesson]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.title);
    event.dataTransfer.setDragImage(dragged, 10, 10);
    dragged.classList.add("lessons__line--held");
  });

  document.addEventListener("dragover", (event) => {
    const list = dragged && near(event, "[data-module]")?.querySelector(".lessons__list");
    if (!list) return;
    event.preventDefault();
    const lines = [...list.querySelectorAll("[data-lesson]")].filter((each) => each !== dragged);
    const after = lines.find((each) => event.clientY < each.getBoundingClientRect().top + each.offsetHeight / 2);
    if (after) after.before(dragged);
    else list.append(dragged);
  });

  document.addEventListener("drop", (event) => dragged && event.preventDefault());

  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("lessons__line--held");
    settle(dragged);
    dragged = null;
  });

  // An address that ends in #bai-hoc opens the tab of the lessons.
  function openLessons() {
    const panel = location.hash === "#bai-hoc" && document.getElementById("bai-hoc")?.closest("[role=tabpanel]");
    if (panel) document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
  }

  comparePeriods();
  window.addEventListener("load", openLessons);
})();
