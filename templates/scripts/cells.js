// What stands in a cell.  How this page separates thousands and decimals, it shows itself:
// the attribute data-number holds 1,234.5 as the page writes it.
const [GROUP, POINT] = (() => {
  const sample = document.getElementById("main").dataset.number;
  return [/\d/.test(sample[1]) ? "" : sample[1], sample.at(-2)];
})();
const FIGURES = `\\d[\\d${GROUP}]*(?:[${POINT}]\\d+)?`;
const PLAIN = new RegExp(`^[+−-]?(${FIGURES})$`);
const BEGINS = new RegExp(`^(less than |< )?(more than |> )?([+−-]?)(${FIGURES})(?![\\p{L}\\d])`, "u");

// A small drawing stands there with its description.
function cellText(cell) {
  return (cell.querySelector("svg > desc") ?? cell).textContent.replace(/[\s\u00a0]+/g, " ").trim();
}

function numeral(figures) {
  return (GROUP ? figures.replaceAll(GROUP, "") : figures).replace(POINT, ".");
}

// The number that a text begins with, null if it begins with none: "−1,234.5" and "7.6 %",
// "+4.0 (+3.0 to +5.0)" by its 4.0, "< 0.001" as a little less than its bound.
function amount(text) {
  const found = BEGINS.exec(text);
  if (!found) return null;
  const [, below, above, sign, figures] = found;
  const value = Number(numeral(figures)) * (sign === "−" || sign === "-" ? -1 : 1);
  const little = 1e-9 * Math.abs(value);
  return value + (above ? little : 0) - (below ? little : 0);
}
