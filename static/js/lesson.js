// Where one reads goes along to the lesson in the other language: its address gets the number of the block that is read.

const blocks = [...document.querySelectorAll(".prose > .block[id]")];
const links = [...document.querySelectorAll("a[data-keeps-place]")].map((link) => [link, link.href.split("#")[0]]);

// The block at this part of the window's height, counted from above, is the one that is read.
const READ_AT = 0.3;

function here() {
  const line = window.innerHeight * READ_AT;
  const above = blocks.filter((block) => block.getBoundingClientRect().top <= line);
  return above.at(-1)?.id ?? "";
}

function carry(id) {
  for (const [link, address] of links) link.href = id ? `${address}#${id}` : address;
  // The choice at the head and the foot of the page, which is kept with the person.
  const next = document.querySelector("#ngon-ngu input[name=next]");
  if (next) next.value = next.value.split("#")[0] + (id ? `#${id}` : "");
}

let waiting = false;
addEventListener(
  "scroll",
  () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      carry(here());
    });
  },
  { passive: true },
);
carry(here());
