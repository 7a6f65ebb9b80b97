// A link to something folded unfolds it.
function reveal() {
  const wanted = document.querySelector(":target");
  let folded = wanted?.closest("details:not([open])");
  if (!folded) return;
  for (; folded; folded = folded.parentElement.closest("details:not([open])")) folded.open = true;
  wanted.scrollIntoView({ behavior: "instant" });
}
addEventListener("hashchange", reveal);
addEventListener("load", reveal);
