// Saving each answer as it is given. What the server has not acknowledged is kept on this device and sent again, in
// order; a step that only goes up lets the server put late arrivals in their place. Without this script the form saves.

const form = document.getElementById("quiz");
const status = document.getElementById("saved");
const trouble = document.getElementById("trouble");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const questions = new Map([...form.querySelectorAll(".q")].map((q) => [q.dataset.position, q]));
const TYPING = 600; // ms of silence after which a typed number is sent
const RETRY = [2000, 5000, 10000, 30000];

let held = read(); // {position: {values, step}}: not yet acknowledged
let sending = null;
let failures = 0;
let again = 0;
let stopped = false;

function read() {
  try {
    return JSON.parse(localStorage.getItem(form.dataset.keep)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    if (Object.keys(held).length) localStorage.setItem(form.dataset.keep, JSON.stringify(held));
    else localStorage.removeItem(form.dataset.keep);
  } catch {
    // Storage refused: the answers are still held by this page.
  }
}

function say(name, words = "") {
  const template = document.getElementById(`say-${name}`);
  const shown = template.content.cloneNode(true);
  const place = shown.querySelector("[data-words]");
  if (place) place.textContent = words;
  trouble.replaceChildren(shown);
}

function isAnswered(q) {
  if (q.dataset.kind === "ordering") return "answered" in q.dataset;
  return valuesOf(q).some((value) => value.trim());
}

function show(template, time = "") {
  const done = [...questions.values()].filter(isAnswered).length;
  const count = Object.keys(held).length;
  const words = { t: time, d: done, o: questions.size, n: count };
  status.textContent = template.replace(/\{(\w)\}/g, (_found, name) => words[name]);
  status.className = count && template === status.dataset.held ? "unsaved" : "saved";
  for (const [position, q] of questions) {
    const link = form.querySelector(`.qmap [data-for="${position}"]`);
    link.className = position in held ? "h" : isAnswered(q) ? "a" : "";
  }
}

function valuesOf(q) {
  const inputs = [...q.querySelectorAll(`[name="a${q.dataset.position}"]`)];
  return inputs.filter((input) => !/radio|checkbox/.test(input.type) || input.checked).map((input) => input.value);
}

function putBack(q, values) {
  for (const input of q.querySelectorAll(`[name="a${q.dataset.position}"]`)) {
    if (/radio|checkbox/.test(input.type)) input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
  if (q.dataset.kind === "ordering") {
    const list = q.querySelector(".order");
    for (const id of (values[0] ?? "").split(",")) {
      const line = [...list.children].find((each) => each.dataset.id === id);
      if (line) list.append(line);
    }
    renumber(q);
  }
}

function changed(q) {
  const step = Math.max(Number(q.dataset.step), held[q.dataset.position]?.step ?? 0) + 1;
  held[q.dataset.position] = { values: valuesOf(q), step };
  if (q.dataset.kind === "ordering") q.dataset.answered = "";
  keep();
  if (!stopped) show(status.dataset.saving);
  void flush();
}

async function send(position) {
  const { values, step } = held[position];
  const body = new URLSearchParams([...values.map((value) => ["a", value]), ["step", step]]);
  const address = form.dataset.save.replace(/0\/$/, `${position}/`);
  const answer = await fetch(address, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(20000),
  });
  if (answer.redirected) return "ended"; // to the sign-in page
  if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
  const said = await answer.json().catch(() => ({}));
  const q = questions.get(position);
  if (answer.ok) {
    q.dataset.step = Math.max(Number(q.dataset.step), said.step);
    const doubt = q.querySelector("[data-doubt]");
    if (doubt) {
      doubt.hidden = !said.doubt;
      doubt.querySelector("span").textContent = said.doubt ?? "";
    }
    if (held[position]?.step === step) delete held[position];
    keep();
    show(Object.keys(held).length ? status.dataset.saving : status.dataset.saved, said.saved);
    return "saved";
  }
  if (answer.status === 409 && said.step) {
    held[position].step = said.step + 1; // another window was ahead: this answer is the newer one
    keep();
    return "again";
  }
  say("refused", said.error ?? "");
  return "refused";
}

// Sends what is held, one after another; returns whether nothing is left.
function flush() {
  sending ??= (async () => {
    try {
      for (let position; (position = Object.keys(held)[0]) && !stopped; ) {
        const came = await send(position);
        if (came === "ended") say("ended");
        if (came === "ended" || came === "refused") stopped = true;
      }
      if (!stopped) trouble.replaceChildren();
      failures = 0;
    } catch {
      say("offline");
      clearTimeout(again);
      again = setTimeout(flush, RETRY[Math.min(failures++, RETRY.length - 1)]);
    } finally {
      sending = null;
      if (Object.keys(held).length) show(status.dataset.held);
    }
    return Object.keys(held).length === 0;
  })();
  return sending;
}

function renumber(q) {
  const lines = [...q.querySelectorAll(".order li")];
  lines.forEach((line, index) => {
    const [up, down] = line.querySelectorAll("button");
    up.value = down.value = `${q.dataset.position}:${index}`;
    up.disabled = index === 0;
    down.disabled = index === lines.length - 1;
  });
  q.querySelector(`[name="a${q.dataset.position}"]`).value = lines.map((line) => line.dataset.id).join(",");
}

form.addEventListener("click", (event) => {
  const arrow = event.target.closest(".order button");
  if (!arrow) return;
  event.preventDefault();
  const line = arrow.closest("li");
  if (arrow.name === "len") line.previousElementSibling?.before(line);
  else line.nextElementSibling?.after(line);
  const q = line.closest(".q");
  renumber(q);
  (arrow.disabled ? line.querySelector("button:not(:disabled)") : arrow).focus();
  changed(q);
});

let typing = 0;
form.addEventListener("input", (event) => {
  const q = event.target.closest(".q");
  if (!q) return;
  clearTimeout(typing);
  if (q.dataset.kind === "numeric") typing = setTimeout(changed, TYPING, q);
  else changed(q);
});
form.addEventListener("change", (event) => {
  const q = event.target.closest(".q");
  if (q?.dataset.kind !== "numeric") return;
  clearTimeout(typing);
  changed(q);
});

// What is saved may go; what is held is sent first, so that nobody leaves the page for a browser's error screen.
form.addEventListener("submit", (event) => {
  const asked = event.submitter;
  clearTimeout(typing);
  const pending = Object.keys(held).length > 0;
  if (!pending && asked?.name === "nop") return;
  event.preventDefault();
  if (pending) void flush().then((done) => done && asked?.name === "nop" && form.requestSubmit(asked));
});

addEventListener("online", () => void flush());

const clockFace = form.querySelector("[data-seconds]");
if (clockFace) {
  const ends = performance.now() + Number(clockFace.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    clockFace.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0) void flush().then(() => form.querySelector("[name=nop]").click());
    else setTimeout(tick, 1000);
  };
  tick();
}

document.getElementById("save-all").hidden = true; // every answer is saved by itself
for (const [position, { values }] of Object.entries(held)) {
  const q = questions.get(position);
  if (q) putBack(q, values);
  else delete held[position];
}
if (Object.keys(held).length) void flush();
