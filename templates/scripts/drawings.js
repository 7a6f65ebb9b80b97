// Marks of drawings ([data-label]) say what they stand for: under the pointer, under a
// finger, and by the arrow keys, for which a whole drawing is one stop of the tab key.
const REACH = 10;

const tip = document.createElement("div");
tip.className = "tip";
tip.dir = "auto";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
const ring = document.createElement("div");
ring.className = "ring";
ring.hidden = true;
const spoken = document.createElement("div");
spoken.className = "spoken";
spoken.setAttribute("role", "status");
document.getElementById("main").append(tip, ring, spoken);

let shown = null;
let leaving = 0;

function place() {
  const box = shown.getBoundingClientRect();
  const frame = shown.closest(".drawing").getBoundingClientRect();
  const middle = Math.min(Math.max(box.left + box.width / 2, frame.left), frame.right);
  const width = document.documentElement.clientWidth;
  tip.style.left = "0";
  const left = Math.min(Math.max(middle - tip.offsetWidth / 2, 8), width - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above < 8 ? box.bottom + 8 : above}px`;
  ring.style.left = `${box.left - 3}px`;
  ring.style.top = `${box.top - 3}px`;
  ring.style.width = `${box.width + 6}px`;
  ring.style.height = `${box.height + 6}px`;
}

function show(mark) {
  clearTimeout(leaving);
  if (shown === mark) return;
  shown = mark;
  tip.textContent = mark.dataset.label;
  tip.hidden = ring.hidden = false;
  place();
}

function hide() {
  clearTimeout(leaving);
  shown = null;
  tip.hidden = ring.hidden = true;
}

// The mark under a point: the smallest whose box holds it, else the nearest in reach.
function markAt(marks, x, y) {
  let best = null;
  for (const mark of marks) {
    const box = mark.getBoundingClientRect();
    const away = Math.hypot(
      Math.max(box.left - x, 0, x - box.right),
      Math.max(box.top - y, 0, y - box.bottom),
    );
    const size = box.width * box.height;
    if (away <= REACH && (!best || away < best.away || (away === best.away && size < best.size)))
      best = { mark, away, size };
  }
  return best && best.mark;
}

function listen(drawing, all) {
  let current = 0;
  let marks = all;
  // Of a drawing made twice, the marks of the one that is seen.
  const look = () => {
    marks = all.filter((mark) => mark.closest("svg").checkVisibility());
    current = Math.min(current, marks.length - 1);
    drawing.dataset.marks = marks.length;
  };
  new ResizeObserver(look).observe(drawing);
  look();
  const title = drawing.closest("figure").querySelector("figcaption");
  const description = drawing.querySelector("svg > desc");
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-roledescription", "chart");
  drawing.setAttribute("aria-label", `${cellText(title)}. ${ {{ _("Arrow keys read the marks.") | quoted }} }`);
  if (description) drawing.setAttribute("aria-describedby", description.id);
  const walk = (to) => {
    current = Math.min(Math.max(to, 0), marks.length - 1);
    marks[current].scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    show(marks[current]);
    spoken.textContent = {{ _("{mark} ({number} of {all})") | quoted }}
      .replace("{mark}", marks[current].dataset.label)
      .replace("{number}", current + 1)
      .replace("{all}", marks.length);
  };
  drawing.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const on = shown && drawing.contains(shown);
    const to = {
      ArrowRight: current + (on ? 1 : 0),
      ArrowDown: current + (on ? 1 : 0),
      ArrowLeft: current - (on ? 1 : 0),
      ArrowUp: current - (on ? 1 : 0),
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    walk(to);
  });
  drawing.addEventListener("focus", () => drawing.matches(":focus-visible") && walk(current));
  drawing.addEventListener("blur", hide);
  const point = (event) => {
    const mark = markAt(marks, event.clientX, event.clientY);
    if (!mark) return leave();
    current = marks.indexOf(mark);
    show(mark);
  };
  drawing.addEventListener("pointermove", point);
  drawing.addEventListener("pointerdown", point);
  drawing.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
}

// A pointer may cross from the mark onto its words without losing them.
function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 200);
}

for (const drawing of document.querySelectorAll(".drawing")) {
  const marks = [...drawing.querySelectorAll("svg [data-label]")];
  if (marks.length) listen(drawing, marks);
}
tip.addEventListener("pointerenter", () => clearTimeout(leaving));
tip.addEventListener("pointerleave", leave);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("pointerdown", (event) => shown && !event.target.closest(".drawing, .tip") && hide());
document.addEventListener("scroll", () => shown && place(), { capture: true, passive: true });
addEventListener("resize", () => shown && (shown.checkVisibility() ? place() : hide()));
