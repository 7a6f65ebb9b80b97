// The contents mark the part that is being read.
const entries = [...document.querySelectorAll(".contents a")].map((link) => ({
  link,
  part: document.getElementById(link.hash.slice(1)),
}));

function markPart() {
  const line = innerHeight / 3;
  const end = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const begun = entries.filter(({ part }) => part.getBoundingClientRect().top <= line);
  const current = end ? entries.at(-1) : (begun.at(-1) ?? entries[0]);
  for (const entry of entries)
    if (entry === current) entry.link.setAttribute("aria-current", "location");
    else entry.link.removeAttribute("aria-current");
}

let marking = 0;
const markSoon = () => {
  marking ||= requestAnimationFrame(() => {
    marking = 0;
    markPart();
  });
};
addEventListener("scroll", markSoon, { passive: true });
addEventListener("resize", markSoon);
markPart();
