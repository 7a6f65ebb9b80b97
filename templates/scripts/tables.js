// Tables sort by a click on a heading: numbers by value, words by the alphabet, cells
// without a number after all others, empty cells last.  Equal cells keep their order.
const alphabet = new Intl.Collator(document.documentElement.lang, { numeric: true });

function sortKeys(rows, column) {
  const texts = rows.map((row) => cellText(row.cells[column]));
  const amounts = texts.map(amount);
  const filled = texts.filter(Boolean).length;
  const numbers = 2 * amounts.filter((value) => value !== null).length > filled;
  return rows.map((row, i) => ({
    row,
    value: numbers ? amounts[i] : texts[i],
    rank: !texts[i] ? 2 : numbers && amounts[i] === null ? 1 : 0,
  }));
}

function sortRows(body, column, direction) {
  const compare = (a, b) =>
    a.rank - b.rank ||
    (a.rank ? 0 : direction * (typeof a.value === "number" ? a.value - b.value : alphabet.compare(a.value, b.value)));
  body.append(...sortKeys([...body.rows], column).sort(compare).map((key) => key.row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    if (!cellText(head)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      sortRows(table.tBodies[0], column, up ? 1 : -1);
    });
  });
}
