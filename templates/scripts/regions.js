// What scrolls sideways takes the keyboard and has a name; what fits needs neither.
const sized = new ResizeObserver((changes) => {
  for (const { target } of changes) stand(target.closest(".scroll, .drawing"));
});

function stand(region) {
  const scrolls =
    region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1;
  for (const [name, value] of Object.entries(regions.get(region)))
    if (scrolls) region.setAttribute(name, value);
    else region.removeAttribute(name);
}

const regions = new Map();
for (const region of document.querySelectorAll(".scroll, .drawing:not([data-marks])")) {
  const names = ["tabindex", "role", "aria-label"];
  regions.set(region, Object.fromEntries(names.map((name) => [name, region.getAttribute(name)])));
  stand(region);
  sized.observe(region);
  sized.observe(region.firstElementChild);
}
document.fonts.ready.then(() => [...regions.keys()].forEach(stand));
