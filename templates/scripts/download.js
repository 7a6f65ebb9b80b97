// Each table as a CSV file (RFC 4180), made here: nothing is fetched.  A cell that is one
// number becomes one that a program reads; a plus before a number says nothing there, and
// a text that a spreadsheet would take for a formula is held down by an apostrophe.
function csvCell(text) {
  const plain = PLAIN.exec(text);
  if (plain) return (/^[−-]/.test(text) ? "-" : "") + numeral(plain[1]);
  const safe = text.replace(/(^|\(|to )\+(?=\d)/g, "$1").replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// Behind a figure each cell holds its number unrounded, and an interval its two ends: they
// stand in columns of their own.
function csv(table) {
  const rows = [...table.rows];
  const wide = [...rows[0].cells].map((_, column) =>
    rows.some((row) => row.cells[column]?.dataset.value?.includes(",")),
  );
  const parts = (cell, column) => {
    const text = csvCell(cellText(cell));
    if (cell.tagName === "TH" && wide[column])
      return ["{column}", {{ _("{column}, low") | quoted }}, {{ _("{column}, high") | quoted }}]
        .map((words) => csvCell(words.replace("{column}", cellText(cell))));
    const numbers = cell.dataset.value?.split(",") ?? [text];
    return wide[column] ? [0, 1, 2].map((i) => numbers[i] ?? "") : numbers;
  };
  const line = (row) => [...row.cells].flatMap(parts).join(",");
  return "\ufeff" + rows.map((row) => `${line(row)}\r\n`).join("");
}

function fileName(label) {
  const words = `${document.title} ${label.toLowerCase()}`;
  return `${words.replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-").replace(/^-+|-+$/g, "")}.csv`;
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const figure = table.closest("figure");
  const label = cellText((figure ?? table).querySelector(".label"));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "download";
  button.textContent = {{ _("Download CSV") | quoted }};
  const spoken = figure ? {{ _("Download CSV of the data behind {label}") | quoted }} : {{ _("Download CSV of {label}") | quoted }};
  button.setAttribute("aria-label", spoken.replace("{label}", label));
  button.addEventListener("click", () => save(fileName(label), csv(table)));
  (figure ? table.closest("details") : table.closest(".scroll")).after(button);
}
