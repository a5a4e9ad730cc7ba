// Blocks of a lesson that do more in a browser with scripts. Without them everything is there, one thing below the other.

class BeforeAfter extends HTMLElement {
  connectedCallback() {
    const sides = this.querySelectorAll(".half");
    if (sides.length !== 2 || this.querySelector("input")) return;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = 0;
    slider.max = 100;
    slider.value = 50;
    slider.setAttribute("aria-label", this.dataset.label);
    const move = () => {
      this.style.setProperty("--shown", `${slider.value}%`);
      slider.setAttribute("aria-valuetext", `${slider.value} %`);
    };
    slider.addEventListener("input", move);
    this.append(slider);
    this.classList.add("ready");
    move();
  }
}

// Nothing is asked of the other site before the button is pressed.
class OutsideVideo extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.src = this.dataset.frame;
      frame.title = this.closest("section")?.querySelector("h3")?.textContent ?? "";
      frame.allow = "autoplay; fullscreen; encrypted-media; picture-in-picture";
      frame.referrerPolicy = "strict-origin"; // the other site plays only where it is told who shows it
      button.replaceWith(frame);
      frame.focus();
    });
  }
}

// Where one stopped is kept on this machine alone; a file has the same address for as long as the lesson holds it.
const FARTHEST = 100;

class KeptPlace extends HTMLElement {
  connectedCallback() {
    const player = this.querySelector("video, audio");
    const source = player?.querySelector("source");
    if (!source) return;
    const key = `place:${new URL(source.src, location.href).pathname}`;
    player.addEventListener("loadedmetadata", () => {
      const at = Number(this.read(key));
      if (at > 0 && at < player.duration - 2) player.currentTime = at;
    });
    let said = 0;
    player.addEventListener("timeupdate", () => {
      if (Math.abs(player.currentTime - said) < 3) return;
      said = player.currentTime;
      this.write(key, said);
    });
    player.addEventListener("ended", () => this.write(key, 0));
  }

  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that keeps nothing plays from the beginning
    }
  }

  write(key, at) {
    try {
      if (at) localStorage.setItem(key, at.toFixed(1));
      else localStorage.removeItem(key);
      const kept = Object.keys(localStorage).filter((each) => each.startsWith("place:"));
      for (const each of kept.slice(FARTHEST)) localStorage.removeItem(each);
    } catch {
      // Full, or not allowed: the video plays all the same.
    }
  }
}

customElements.define("before-after", BeforeAfter);
customElements.define("outside-video", OutsideVideo);
customElements.define("kept-place", KeptPlace);
